"""`modelstacks plan`: Terraform plans of stacks, in one or more environments, and their review."""

import os
from pathlib import Path

import click

from modelstacks.cli.output import print_json
from modelstacks.cli.project import DEFAULT_ENVIRONMENT, config_option, find_config, json_option
from modelstacks.cli.review import estimates_of
from modelstacks.review.document import read_document
from modelstacks.review.planner import OUTPUT, Planned, Planner, find_terraform
from modelstacks.review.review import Given, Review, review_documents
from modelstacks.settings import load_project, select_stacks
from modelstacks.settings.stacks import FOUNDATION, has_foundation


@click.command()
@click.argument("stacks", metavar="[STACK]...", nargs=-1)
@click.option(
    "-e",
    "--environment",
    "environments",
    envvar="ENVIRONMENT",
    default=(DEFAULT_ENVIRONMENT,),
    show_default=True,
    multiple=True,
    metavar="NAME",
    help="Environment; may be given several times.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=OUTPUT,
    show_default=True,
    metavar="DIR",
    help="Folder for the plans, from the root of the project. They hold secrets.",
)
@click.option("--no-lock", is_flag=True, help="Do not lock the state: for a role that only reads.")
@config_option
@json_option
def plan(
    *,
    stacks: tuple[str, ...],
    environments: tuple[str, ...],
    output: Path,
    no_lock: bool,
    config: Path | None,
    as_json: bool,
) -> int:
    """Plan stacks with real Terraform and tell what it would do; nothing is changed.

    Without a name: all stacks of the environment. The plan and its JSON are kept for
    `modelstacks review`. Exits with 0 when there is nothing to do, 1 when there is.
    """
    folder = find_config(config)
    chosen = {name: _chosen(folder, name, stacks) for name in dict.fromkeys(environments)}
    planner = Planner(
        root=folder.absolute().parent,
        terraform=find_terraform(),
        output=output,
        say=lambda step: click.echo(step, err=True),
        lock=not no_lock,
    )
    planned = [
        one for environment, names in chosen.items() for one in planner.plan(environment, names)
    ]
    review = _review(folder, planned)
    if as_json:
        print_json(
            [
                {**_where(one), "level": plan.level, "has_changes": plan.has_changes}
                for one, plan in zip(planned, review.plans, strict=True)
            ]
        )
    else:
        from modelstacks.review.render.text import text

        click.echo(text(review, is_brief=True))
        for one in planned:
            click.echo(f"{one.environment}/{one.stack}={_where(one)['json']}")
    return int(review.found_something)


def _chosen(folder: Path, environment: str, stacks: tuple[str, ...]) -> list[str]:
    project = load_project(folder, environment)
    families = select_stacks(project, stacks)
    if stacks:
        return list(dict.fromkeys(stacks))
    shared = [FOUNDATION] if has_foundation(project.environment) else []
    return [*shared, *(family.stack_id for family in families)]


def _review(folder: Path, planned: list[Planned]) -> Review:
    after = {
        environment: estimates_of(folder, environment)
        for environment in dict.fromkeys(one.environment for one in planned)
    }
    return review_documents(
        [
            Given(
                document=read_document(one.json),
                stack=one.stack,
                environment=one.environment,
                after=after[one.environment],
            )
            for one in planned
        ]
    )


def _where(one: Planned) -> dict[str, str]:
    return {
        "stack": one.stack,
        "environment": one.environment,
        "plan": os.path.relpath(one.plan),
        "json": os.path.relpath(one.json),
    }
