"""Checks settings against the catalog: names, statuses, and what goes together."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from modelstacks.catalog import Catalog, Cloud
from modelstacks.errors import Problem, listing, nearest
from modelstacks.settings.document import Document, Path
from modelstacks.settings.redaction import REFERENCE, secret_kind
from modelstacks.settings.rules import (
    SAME_AS_WORKER,
    accelerator_problem,
    band_problem,
    node_problem,
    region_problem,
    runtime_problem,
)
from modelstacks.settings.serving_checks import serving_problems


def environment_problems(document: Document, file_stem: str, catalog: Catalog) -> list[Problem]:
    """Return what is wrong with an environment; what has not the right shape is skipped."""
    return [problem for problem in _environment(document, file_stem, catalog) if problem]


def family_problems(
    document: Document, environment: Mapping[str, Any], catalog: Catalog
) -> list[Problem]:
    """Return what is wrong with a family in this environment, as far as its shape is right."""
    return [problem for problem in _family(document, environment, catalog) if problem]


def secret_problems(document: Document) -> list[Problem]:
    """Return one problem for each text that looks like a secret."""
    return [
        Problem(where=document.where(path), found=f"found what looks like {kind}", fix=REFERENCE)
        for path, text in document.texts()
        if (kind := secret_kind(text))
    ]


def _environment(document: Document, file_stem: str, catalog: Catalog) -> Iterator[Problem | None]:
    value = document.value
    name = value.get("environment", file_stem)
    if name != file_stem:
        yield Problem(
            where=document.where(("environment",)),
            found=f"the environment is called `{name}`, its file `{file_stem}`",
            fix=f"write `environment: {file_stem}`, or rename the file",
        )
    cloud: Cloud | None = value.get("cloud")
    if cloud and (region := value.get("region")):
        yield region_problem(document.where(("region",)), region, cloud, catalog)
    state = value.get("state")
    if isinstance(state, dict) and (region := state.get("region")):
        yield region_problem(document.where(("state", "region")), region, "aws", catalog)
    sizing = value.get("sizing", {})
    for index, kind in enumerate(sizing.get("accelerators", []) if cloud else []):
        where = document.where(("sizing", "accelerators", index))
        yield accelerator_problem(where, kind, cast(Cloud, cloud), catalog)
    if runtime := sizing.get("runtime"):
        yield runtime_problem(document.where(("sizing", "runtime")), runtime, catalog)


def _family(
    document: Document, environment: Mapping[str, Any], catalog: Catalog
) -> Iterator[Problem | None]:
    first: dict[str, str] = {}
    for name, settings in document.value.get("models", {}).items():
        path: Path = ("models", name)
        where = document.where(path)
        model = _model_name(name, catalog)
        if not model:
            choices = list(catalog.models)
            yield Problem(
                where=where,
                found=f"model `{name}` is not in the catalog",
                nearest=nearest(name, choices),
                allowed=listing(choices, "modelstacks models"),
            )
            continue
        if model in first:
            found = f"`{name}` and `{first[model]}` are the same model"
            yield Problem(where=where, found=found, fix="keep one of the two")
        first.setdefault(model, name)
        if settings and "cloud" in environment:
            yield from _workloads(document, path, settings, environment, catalog)


def _model_name(name: str, catalog: Catalog) -> str:
    return next(
        (row.name for row in catalog.models.values() if name == row.name or name in row.aliases), ""
    )


def _workloads(
    document: Document,
    path: Path,
    settings: Mapping[str, Any],
    environment: Mapping[str, Any],
    catalog: Catalog,
) -> Iterator[Problem | None]:
    cloud: Cloud = environment["cloud"]
    unlisted = environment.get("sizing", {}).get("allow_unlisted_node_types", False)
    interactive = settings.get("interactive") or {}
    at = (*path, "interactive")
    for field, gpu in (("node_type", True), ("driver_node_type", False)):
        name = interactive.get(field, SAME_AS_WORKER)
        if name != SAME_AS_WORKER:
            where = document.where((*at, field))
            yield node_problem(
                where, name, cloud=cloud, catalog=catalog, gpu=gpu, unlisted=unlisted
            )
    if runtime := interactive.get("runtime"):
        yield runtime_problem(document.where((*at, "runtime")), runtime, catalog)
    low, high = interactive.get("min_workers"), interactive.get("max_workers")
    if low and high and low > high:
        yield Problem(
            where=document.where((*at, "min_workers")),
            found=f"min_workers {low} is more than max_workers {high}",
        )
    for job in ("fine_tune", "batch_inference"):
        said = settings.get(job) or {}
        if name := said.get("node_type"):
            where = document.where((*path, job, "node_type"))
            yield node_problem(
                where, name, cloud=cloud, catalog=catalog, gpu=True, unlisted=unlisted
            )
        elif "workers" in said:
            where = document.where((*path, job, "workers"))
            yield Problem(where=where, found="says how many, not of what", fix="add node_type")
        if runtime := said.get("runtime"):
            yield runtime_problem(document.where((*path, job, "runtime")), runtime, catalog)
    if band := (settings.get("serve") or {}).get("throughput"):
        where = document.where((*path, "serve", "throughput"))
        yield band_problem(where, band.get("minimum"), band.get("maximum"), band.get("chunk"))
    yield from serving_problems(document, (*path, "serve"), settings.get("serve") or {})
    if workload := (settings.get("serve") or {}).get("workload_type"):
        names = [row.name for row in catalog.workload_types(cloud)]
        if workload not in names:
            yield Problem(
                where=document.where((*path, "serve", "workload_type")),
                found=f"`{workload}` is not a serving workload type on {cloud}",
                nearest=nearest(workload, names),
                allowed=listing(names),
            )
