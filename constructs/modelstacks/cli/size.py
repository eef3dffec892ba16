"""`modelstacks size`: which nodes hold a model at a task, at what price, and why not the rest."""

from pathlib import Path
from typing import Any, get_args

import click

from modelstacks.catalog import Catalog, Cloud, load_project_catalog
from modelstacks.cli.output import plain, print_json
from modelstacks.cli.project import config_option, find_config, find_config_or_none, json_option
from modelstacks.cli.size_options import (
    ANY,
    FLAGS,
    SERVE,
    TRAIN,
    gpu_kind,
    job_options,
    request_from,
)
from modelstacks.errors import ConfigError, ModelStacksError, Problem
from modelstacks.sizing.choice.choose import choose
from modelstacks.sizing.choice.request import Asked

FOUND_SOMETHING = 1
RULES = ("cloud", "region", "policy", "accelerators", "unlisted")


@click.command()
@click.argument("model")
@click.option(
    "--task", type=click.Choice(ANY), default=TRAIN, show_default=True, help="What it is to do."
)
@job_options
@click.option("--cloud", type=click.Choice(get_args(Cloud)), help="[default: aws]")
@click.option("--region", metavar="NAME", help="Region, for what it offers and licences.")
@click.option(
    "--policy",
    type=click.Choice(["spec", "right_size"]),
    help="The tier table, or the cheapest that fits.  [default: spec]",
)
@click.option("--accelerator", "accelerators", multiple=True, metavar="KIND", help="Only these.")
@click.option("--unlisted", is_flag=True, help="Node types that Databricks does not list, too.")
@click.option("-e", "--environment", metavar="NAME", help="Rules of an environment of the project.")
@click.option("--node", metavar="TYPE", help="Judge this node type or serving workload type.")
@click.option("--workers", type=click.INT, metavar="N", help="So many of them.  [default: 1]")
@click.option("--gpu", metavar="KIND", help="Judge GPUs of a kind, such as A100-80.")
@click.option("--gpus", type=click.INT, metavar="N", help="So many of them.  [default: 1]")
@click.option("--all", "every", is_flag=True, help="The whole ranking, failing nodes included.")
@click.option(
    "--plot",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Draw memory against the cards: .svg, .html, or .png with the extra `plot`.",
)
@config_option
@json_option
def size(  # noqa: PLR0917  click passes by name
    model: str,
    task: str,
    node: str | None,
    workers: int | None,
    gpu: str | None,
    gpus: int | None,
    every: bool,
    plot: Path | None,
    config: Path | None,
    as_json: bool,
    **given: Any,
) -> int | None:
    """Say which nodes hold MODEL at a task: memory by part, prices, and why the others fail.

    Ranks the catalogue, or judges one choice: --node TYPE --workers N, or --gpu KIND --gpus N.
    Exits with 1 when nothing allowed fits.
    """
    if plot:
        from modelstacks.cli.plot import check_plot

        check_plot(plot)
    rules = {key: given.pop(key) for key in RULES}
    environment = given.pop("environment")
    catalog = load_project_catalog(find_config_or_none(config))
    try:
        asked = _asked(node, workers, gpu, gpus, catalog)
        settings = _rules(rules, environment, config, catalog)
        if asked and asked.node_type:
            _check_node(asked.node_type, task, settings["cloud"], catalog)
        request = request_from(catalog.model(model), task, given, asked, **settings)
        answer = choose(request, catalog)
    except ConfigError as error:
        raise plain(error, FLAGS) from error
    if plot:
        from modelstacks.cli.plot import write_plot

        write_plot(answer, catalog, plot)
    if as_json:
        from modelstacks.cli.size_json import answer_as_json

        print_json(answer_as_json(answer))
    else:
        from modelstacks.cli.size_text import print_answer

        print_answer(answer, every=every)
        if plot:
            click.echo(f"drawn in {plot}")
    return None if answer.chosen else FOUND_SOMETHING


def _asked(
    node: str | None, workers: int | None, gpu: str | None, gpus: int | None, catalog: Catalog
) -> Asked | None:
    problems = []
    if node and gpu:
        problems.append(Problem(where="--gpu", found="does not go with --node", fix="one of both"))
    if workers is not None and not node:
        problems.append(
            Problem(where="--workers", found="says how many, not of what", fix="add --node TYPE")
        )
    if gpus is not None and not gpu:
        found = "says how many, not of what"
        problems.append(Problem(where="--gpus", found=found, fix="add --gpu KIND"))
    if gpus is not None and gpus > 8 and gpus % 8:  # noqa: PLR2004
        found = f"{gpus} GPUs do not fill nodes of 8"
        problems.append(Problem(where="--gpus", found=found, allowed="1 to 8, or multiples of 8"))
    if problems:
        raise ModelStacksError("\n".join(str(problem) for problem in problems))
    if not node and not gpu:
        return None
    return Asked(
        node_type=node,
        workers=1 if workers is None else workers,
        gpu=gpu_kind("--gpu", gpu, catalog) if gpu else None,
        gpus=1 if gpus is None else gpus,
    )


def _check_node(name: str, task: str, cloud: Cloud, catalog: Catalog) -> None:
    """Raise `ModelStacksError` unless it is a node with GPUs, or an endpoint that serves."""
    endpoints = {row.name: row.gpus for row in catalog.workload_types(cloud)}
    if task == SERVE and name in endpoints:
        gpus = endpoints[name]
    else:
        gpus = catalog.node_type(cloud, name).gpus
    if not gpus:
        raise ModelStacksError(str(Problem(where="--node", found=f"`{name}` has no GPU")))


def _rules(
    given: dict[str, Any], environment: str | None, config: Path | None, catalog: Catalog
) -> dict[str, Any]:
    """Return where and under which rules: what was said, else what the environment says."""
    kinds = tuple(gpu_kind("--accelerator", kind, catalog) for kind in given["accelerators"])
    if environment is None:
        return {
            "cloud": given["cloud"] or "aws",
            "region": _region(given["region"], given["cloud"] or "aws", catalog),
            "policy": given["policy"] or "spec",
            "accelerators": kinds,
            "allow_unlisted": given["unlisted"],
        }
    from modelstacks.settings import load_project

    project = load_project(find_config(config), environment)
    policy = project.environment.sizing
    cloud = given["cloud"] or project.environment.cloud
    region = project.environment.region if cloud == project.environment.cloud else None
    return {
        "cloud": cloud,
        "region": _region(given["region"], cloud, catalog) or region,
        "policy": given["policy"] or policy.policy,
        "accelerators": kinds or policy.accelerators,
        "allow_unlisted": given["unlisted"] or policy.allow_unlisted_node_types,
        "encrypted": project.environment.encryption.in_transit,
    }


def _region(name: str | None, cloud: Cloud, catalog: Catalog) -> str | None:
    """Return the region, or raise `ModelStacksError` when the cloud has none of that name."""
    if name is None:
        return None
    from modelstacks.settings.rules import region_problem

    if problem := region_problem("--region", name, cloud, catalog):
        raise ModelStacksError(str(problem))
    return name
