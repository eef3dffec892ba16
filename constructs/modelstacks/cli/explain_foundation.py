"""What `modelstacks explain` tells of the stack that the families of an environment share."""

from dataclasses import asdict
from typing import Any

import click

from modelstacks.cli.output import print_table
from modelstacks.settings import Project
from modelstacks.sizing import plan_family
from modelstacks.surroundings import FoundationPlan, plan_foundation


def plan_shared(project: Project) -> FoundationPlan | None:
    """Plan what the environment declares for all; all families tell what trains there."""
    families = [
        plan_family(family, project.environment, project.catalog) for family in project.families
    ]
    return plan_foundation(project.environment, families)


def print_foundation(plan: FoundationPlan) -> None:
    """Print every decision of the stack."""
    environment = plan.environment
    where = f"{environment.cloud} {environment.region}"
    click.echo(f"{plan.stack_id} in {environment.name} ({where})\n")
    print_table(
        "For all families",
        ("decision", "value", "because"),
        foundation_rows(plan),
        wrapped=("value",),
    )


def foundation_rows(plan: FoundationPlan) -> list[tuple[str, str, str]]:
    """Return decision, value and reason, in the order in which they are made."""
    return [(row.decision, row.value, row.because) for row in plan.reasons]


def as_json_foundation(plan: FoundationPlan) -> dict[str, Any]:
    """Return the same for machines."""
    decided = {
        name: value
        for name, value in asdict(plan).items()
        if name not in ("environment", "tags", "reasons")
    }
    return {
        "stack": plan.stack_id,
        "environment": plan.environment.name,
        "foundation": {**decided, "reasons": [asdict(row) for row in plan.reasons]},
    }
