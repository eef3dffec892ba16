"""`modelstacks validate`: loads the configuration and plans it; touches nothing else."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from modelstacks.cli.output import print_json
from modelstacks.cli.project import config_option, environment_option, find_config, json_option
from modelstacks.errors import ConfigError, Problem
from modelstacks.jobs.check import check_jobs
from modelstacks.settings import Environment, load_project
from modelstacks.settings.stacks import FOUNDATION, has_foundation
from modelstacks.sizing import FamilyPlan, plan_family

Planned = dict[str, tuple[Environment, list[FamilyPlan]]]
"""Environments by name, with the plans of their families."""


@click.command()
@environment_option
@click.option(
    "--all", "all_environments", is_flag=True, help="Every environment, one after another."
)
@config_option
@json_option
def validate(
    environment: str, all_environments: bool, config: Path | None, as_json: bool
) -> int | None:
    """Check the configuration: everything that is wrong, with file and line.

    Reads nothing but the YAML files. Exits with 2 when there is a problem.
    """
    folder = find_config(config)
    names = [environment]
    if all_environments:
        names = sorted(file.stem for file in (folder / "environments").glob("*.yaml"))
    plans: Planned = {}
    problems: list[Problem] = []
    for name in names:
        try:
            plans[name] = _plans(folder, name)
        except ConfigError as error:
            problems += error.problems
    problems = list(dict.fromkeys(problems))
    if as_json:
        print_json(_as_json(plans, problems))
        return 2 if problems else None
    for environment_, families in plans.values():
        click.echo(_summary(environment_, families))
    if problems:
        raise ConfigError(problems)
    return None


def _plans(folder: Path, environment: str) -> tuple[Environment, list[FamilyPlan]]:
    project = load_project(folder, environment)
    plans: list[FamilyPlan] = []
    problems: list[Problem] = []
    for family in project.families:
        try:
            plans.append(plan_family(family, project.environment, project.catalog))
        except ConfigError as error:
            problems += error.problems
    if problems:
        raise ConfigError(problems)
    check_jobs(plans)
    if project.environment.encryption.workspace:
        from modelstacks.surroundings.foundation import plan_foundation

        plan_foundation(project.environment, plans)
    return project.environment, plans


def _summary(environment: Environment, plans: list[FamilyPlan]) -> str:
    stacks = [FOUNDATION] if has_foundation(environment) else []
    stacks += [f"{plan.family.stack_id} ({_contents(plan)})" for plan in plans]
    where = f" on {environment.cloud} {environment.region}"
    if not plans:
        stacks, where = [*stacks, "every family is switched off"], ""
    return f"{environment.name} is valid: {', '.join(stacks)}{where}"


def _contents(plan: FamilyPlan) -> str:
    clusters = sum(model.interactive is not None for model in plan.models)
    jobs = sum(
        job is not None for model in plan.models for job in (model.fine_tune, model.batch_inference)
    )
    endpoints = sum(model.serve is not None for model in plan.models)
    return ", ".join(
        f"{count} {noun}{'' if count == 1 else 's'}"
        for count, noun in (
            (len(plan.models), "model"),
            (clusters, "cluster"),
            (jobs, "job"),
            (endpoints, "endpoint"),
            (int(plan.family.storage.bucket is not None), "bucket"),
            (len(plan.family.storage.mounts), "mount"),
            (len(plan.family.network.peerings), "peering"),
        )
        if count or noun not in ("job", "bucket", "mount", "peering")
    )


def _as_json(plans: Planned, problems: list[Problem]) -> dict[str, Any]:
    return {
        "valid": not problems,
        "environments": {
            name: {"stacks": _stacks(environment, families)}
            for name, (environment, families) in plans.items()
        },
        "problems": [asdict(problem) for problem in problems],
    }


def _stacks(environment: Environment, plans: list[FamilyPlan]) -> list[str]:
    shared = [FOUNDATION] if has_foundation(environment) else []
    return [*shared, *(plan.family.stack_id for plan in plans)]
