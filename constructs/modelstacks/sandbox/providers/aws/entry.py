"""What all types have in common: regions, tags, checks of values, ids of imports."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from modelstacks.sandbox.providers.aws import facts, tags
from modelstacks.sandbox.providers.aws.checks import check_values
from modelstacks.sandbox.providers.aws.client import Service
from modelstacks.sandbox.providers.plugin.behaviour import Suppression
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic, Path
from modelstacks.sandbox.providers.plugin.table import Call, Operation, Reading, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

_NO_SUPPRESSIONS: Mapping[str, Suppression] = {}


def service(call: Call, name: str) -> Service:
    """Return a service in the region of the object."""
    found: Service = call.client.service(name, region_of(call))
    return found


def region_of(call: Call) -> str:
    """Return the region of the object: its own, or the provider's."""
    region = call.values.get("region") or call.client.region
    return str(region)


def is_import(call: Call) -> bool:
    """Tell whether the state holds nothing yet but an id."""
    return call.fresh and all(
        not value for name, value in call.values.items() if name not in ("id", "region")
    )


def entry(
    type_name: str,
    *,
    create: Operation,
    read: Reading,
    delete: Operation,
    update: Operation | None = None,
    customize: Operation | None = None,
    checks: Callable[[Object], Iterable[Diagnostic]] | None = None,
    replaces: Callable[[Call], Iterable[Path]] = lambda _call: (),
    suppressions: Mapping[str, Suppression] = _NO_SUPPRESSIONS,
) -> ResourceTable:
    """Return the entry of a type.

    Around the given functions: the region is planned and read back, an import id may end in
    `@REGION`, tags_all is planned, and every value is checked against the type's facts.
    """
    known = facts.attributes(type_name)

    def check(config: Object) -> Iterable[Diagnostic]:
        yield from check_values(known, config)
        if checks:
            yield from checks(config)

    def plan(call: Call) -> None:
        if "region" in call.block.attributes and not call.config.get("region"):
            call.values["region"] = call.prior.get("region") or call.client.region
        if "tags_all" in call.block.attributes:
            call.values["tags_all"] = tags.planned(call)
        if customize:
            customize(call)

    def read_(call: Call) -> Object | None:
        regional = "region" in call.block.attributes
        if regional and call.fresh and "@" in str(call.id) and not call.values.get("region"):
            id_, region = str(call.id).rsplit("@", 1)
            values = {**call.values, "id": id_, "region": region}
            call = replace(call, id=id_, values=values)
        answer = read(call)
        if answer is None:
            return None
        if regional:
            answer.setdefault("region", region_of(call))
        answer.setdefault("id", call.id)
        return answer

    return ResourceTable(
        type_name=type_name,
        create=create,
        read=read_,
        update=update,
        delete=delete,
        behaviour=facts.behaviour(type_name, suppressions=suppressions),
        customize=plan,
        checks=check,
        replaces=replaces,
    )
