"""Checks that somebody accepted the licence of every model that is deployed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from modelstacks.catalog import Catalog, Licence, Model
from modelstacks.catalog.catalog import UnknownNameError
from modelstacks.errors import Problem, listing, nearest
from modelstacks.frozen import frozen
from modelstacks.settings.document import Document
from modelstacks.settings.forms.licence import SIMULATED


def licence_problems(
    environment: Document, families: Sequence[Document], catalog: Catalog
) -> Iterator[Problem]:
    """Yield licences that nobody accepted, and what is said of licences without right."""
    for family in families:
        said = family.get("licence") or {}
        yield from _unknown(family, said, catalog)
        for needed in _needed(family, catalog):
            name = needed.licence.name
            if not family.is_written("licence", name):
                yield _missing(needed, is_sandbox=environment.is_written("sandbox"))
            elif name in said:  # else what is written has not the right shape, and is told already
                yield from _wrong(needed, said[name], environment, catalog)


@frozen
class _Needed:
    """A licence, and the models of a family that come under it."""

    family: Document
    licence: Licence
    models: tuple[Model, ...]

    def where(self, *path: str) -> str:
        return self.family.where(("licence", self.licence.name, *path))


def _unknown(family: Document, said: Mapping[str, Any], catalog: Catalog) -> Iterator[Problem]:
    for name in said:
        if name not in catalog.licences:
            yield Problem(
                where=family.where(("licence", name)),
                found=f"licence `{name}` is not in the catalog",
                nearest=nearest(name, catalog.licences),
                allowed=listing(catalog.licences),
            )


def _needed(family: Document, catalog: Catalog) -> Iterator[_Needed]:
    by_licence: dict[str, list[Model]] = {}
    for model in _deployed(family, catalog):
        licence = catalog.licence_of(model)
        if licence and licence.needs_acknowledgement:
            by_licence.setdefault(licence.name, []).append(model)
    for name, models in by_licence.items():
        yield _Needed(family=family, licence=catalog.licences[name], models=tuple(models))


def _deployed(family: Document, catalog: Catalog) -> Iterator[Model]:
    for name, settings in (family.get("models") or {}).items():
        if settings is None or not settings.get("enabled", True):
            continue
        try:
            yield catalog.model(name)
        except UnknownNameError:  # told where models are checked
            continue


def _missing(needed: _Needed, *, is_sandbox: bool) -> Problem:
    licence = needed.licence
    accepted = SIMULATED if is_sandbox else "{accepted_by: <who>, on: <yyyy-mm-dd>}"
    return Problem(
        where=needed.family.where(("licence",)),
        found=f"nobody accepted the {licence.title} of {_names(needed.models)}",
        fix=f"read {licence.url}, then write `licence: {{{licence.name}: {accepted}}}` for the "
        "family, here or under `families` of the environment; or leave the models out",
    )


def _wrong(
    needed: _Needed, said: Any, environment: Document, catalog: Catalog
) -> Iterator[Problem]:
    licence = needed.licence
    if said == SIMULATED:
        if not environment.is_written("sandbox"):
            yield Problem(
                where=needed.where(),
                found=f"`{SIMULATED}` is for the sandbox, which holds no weights",
                fix=f"read {licence.url} and write who accepted it: "
                "{accepted_by: <who>, on: <yyyy-mm-dd>}",
            )
        return
    cloud, region = environment.get("cloud"), environment.get("region")
    if not cloud or not region or not catalog.is_in_european_union(cloud, region):
        return
    excluding = tuple(model for model in needed.models if model.excludes_european_union)
    if excluding and not said.get("outside_european_union"):
        doubt = "" if licence.is_confirmed else " (not confirmed: have it checked)"
        yield Problem(
            where=needed.where("outside_european_union"),
            found=f"{region} is in the European Union, and {licence.outside_european_union}"
            f"{doubt}: {_names(excluding)}",
            fix="leave these models out (`false` under `families` of the environment); or, when "
            "the licensee was found to be at home elsewhere, write `outside_european_union: true`",
        )


def _names(models: Sequence[Model]) -> str:
    return ", ".join(model.name for model in models)
