"""`modelstacks explain`: every decision of a stack, with its reason."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from modelstacks.cli.explain_around import as_json_around, print_around
from modelstacks.cli.explain_foundation import (
    as_json_foundation,
    plan_shared,
    print_foundation,
)
from modelstacks.cli.explain_watch import as_json_watch, print_watch
from modelstacks.cli.output import number, print_json, print_table
from modelstacks.cli.project import config_option, environment_option, find_config, json_option
from modelstacks.settings import load_project, select_stacks
from modelstacks.settings.stacks import selects_foundation
from modelstacks.sizing import ClusterPlan, FamilyPlan, ModelPlan, ServingPlan, plan_family
from modelstacks.sizing.idleness import idleness_of
from modelstacks.surroundings import plan_surroundings, plan_watch


@click.command()
@click.argument("stacks", metavar="[STACK]...", nargs=-1)
@environment_option
@config_option
@json_option
def explain(stacks: tuple[str, ...], environment: str, config: Path | None, as_json: bool) -> None:
    """Tell what was decided for each model of a stack and around it, and why.

    Without a name: all stacks of the environment.
    """
    project = load_project(find_config(config), environment)
    families = select_stacks(project, stacks)
    planned = [
        (
            plan_family(family, project.environment, project.catalog),
            plan_surroundings(family, project.environment, project.catalog),
        )
        for family in families
    ]
    shared = plan_shared(project) if selects_foundation(project, stacks) else None
    if as_json:
        first = [as_json_foundation(shared)] if shared else []
        rest = [
            {
                **_as_json(plan),
                **as_json_around(around),
                **as_json_watch(plan_watch(plan, project.catalog)),
            }
            for plan, around in planned
        ]
        print_json([*first, *rest])
        return
    if shared:
        print_foundation(shared)
    for plan, around in planned:
        where = f"{plan.environment.cloud} {plan.environment.region}"
        click.echo(f"{plan.family.stack_id} in {plan.environment.name} ({where})\n")
        print_around(around)
        print_watch(plan_watch(plan, project.catalog))
        for model in plan.models:
            _print_model(model)
        _print_idleness(plan)


def _print_model(plan: ModelPlan) -> None:
    model = plan.model
    rows = []
    for workload, decided in (
        ("interactive", plan.interactive),
        ("fine_tune", plan.fine_tune),
        ("batch_inference", plan.batch_inference),
        ("serve", plan.serve),
    ):
        reasons = decided.reasons if decided else ()
        rows += [(workload, row.decision, row.value, row.because) for row in reasons]
    rows += [("note", note.decision, note.value, note.because) for note in plan.notes]
    print_table(
        f"{model.name}: {number(model.parameters)} parameters",
        ("workload", "decision", "value", "because"),
        [
            ("" if rows[at - 1][0] == row[0] and at else row[0], *row[1:])
            for at, row in enumerate(rows)
        ],
        wrapped=("value",),
    )


def _print_idleness(plan: FamilyPlan) -> None:
    print_table(
        "What scales, what may be interrupted, what stops by itself",
        ("model", "workload", "scales", "interrupted", "stops"),
        [
            (row.model, row.workload, row.scales, row.interrupted, row.stops)
            for row in idleness_of(plan)
        ],
        wrapped=("scales", "interrupted", "stops"),
    )


def _as_json(plan: FamilyPlan) -> dict[str, Any]:
    return {
        "stack": plan.family.stack_id,
        "environment": plan.environment.name,
        "models": [
            {
                "model": model.model.name,
                "parameters": model.model.parameters,
                "interactive": _without_model(model.interactive),
                "fine_tune": _without_model(model.fine_tune),
                "batch_inference": _without_model(model.batch_inference),
                "serve": _without_model(model.serve),
                "allowed_node_types": model.allowed_node_types,
                "allowed_driver_node_types": model.allowed_driver_node_types,
                "max_workers": model.max_workers,
                "notes": [asdict(note) for note in model.notes],
            }
            for model in plan.models
        ],
        "idleness": [asdict(row) for row in idleness_of(plan)],
    }


def _without_model(plan: ClusterPlan | ServingPlan | None) -> dict[str, Any] | None:
    if plan is None:
        return None
    said = {key: value for key, value in asdict(plan).items() if key != "model"}
    # What an endpoint is given stands beside the rest: its keys tell a GPU from a band.
    return {**said.pop("capacity", {}), **said}
