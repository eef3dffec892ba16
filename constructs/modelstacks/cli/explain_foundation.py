"""What `modelstacks explain` tells of the stack that the families of an environment share."""

from dataclasses import asdict
from typing import Any

import click

from modelstacks.cli.output import print_table
from modelstacks.encryption.workspace_key_policy import key_policy
from modelstacks.settings import Project
from modelstacks.sizing import plan_family
from modelstacks.surroundings import FoundationPlan, plan_foundation
from modelstacks.surroundings.foundation_plans import WorkspaceKeysPlan

CROSS_ACCOUNT_ROLE = "ARN of the workspace's cross-account role"
"""Stands in a key's policy for what no file of ours names; AWS refuses it until it is replaced."""


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
        "key_policies": _key_policies(plan.workspace_keys) if plan.workspace_keys else {},
    }


def _key_policies(plan: WorkspaceKeysPlan) -> dict[str, Any]:
    """Return what each key's policy has to say, by the key's ARN."""
    return {
        key.arn: [
            statement.as_json()
            for case in key.use_cases
            for statement in key_policy(plan, case, CROSS_ACCOUNT_ROLE)
        ]
        for key in plan.keys
    }
