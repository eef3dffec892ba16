"""Checks the settings of the workspace: nobody is locked out, nothing contradicts itself."""

from collections.abc import Iterator, Mapping, Sequence

from modelstacks.errors import Problem, listing, nearest
from modelstacks.settings.document import Document
from modelstacks.settings.facts import refused_system_schemas, system_schemas

MOST_ADDRESSES = 1000
"""Addresses and ranges in all lists of a workspace; Databricks, IP access lists."""


def security_problems(environment: Document) -> Iterator[Problem]:
    """Yield what is wrong with the `security` section."""
    yield from _schemas(environment)
    yield from _legacy(environment)
    yield from _of_azure(environment)
    if (lists := environment.get("security", "ip_access")) is not None:
        yield from _size(environment, lists)
        yield from _caller(environment, lists)


def _of_azure(environment: Document) -> Iterator[Problem]:
    if environment.get("cloud") != "azure":
        return
    for key in ("enhanced_monitoring", "automatic_update"):
        if environment.get("security", key) is not None:
            yield Problem(
                where=environment.where(("security", key)),
                found="is no setting of a workspace on Azure, but of its Azure resource",
                fix="leave it out, and set it in `azurerm_databricks_workspace`",
            )


def _schemas(environment: Document) -> Iterator[Problem]:
    known, refused = system_schemas(), refused_system_schemas()
    for at, name in enumerate(environment.get("security", "system_schemas") or []):
        where = environment.where(("security", "system_schemas", at))
        if name in refused:
            found, fix = f"`{name}` is not switched on by hand: {refused[name]}", "leave it out"
            yield Problem(where=where, found=found, fix=fix)
        elif name not in known:
            found, near = f"no system schema is called `{name}`", nearest(name, known)
            yield Problem(where=where, found=found, nearest=near, allowed=listing(known))


def _legacy(environment: Document) -> Iterator[Problem]:
    said = environment.get("security") or {}
    if said.get("legacy_features") is False and said.get("legacy_dbfs") is True:
        place = environment.where(("security", "legacy_features"))
        yield Problem(
            where=environment.where(("security", "legacy_dbfs")),
            found=f"keeps DBFS, which `legacy_features: false` switches off too ({place})",
            fix="keep one of the two",
        )


def _size(
    environment: Document, lists: Mapping[str, Mapping[str, Sequence[str]]]
) -> Iterator[Problem]:
    count = sum(len(cidrs) for kind in ("allow", "block") for cidrs in lists.get(kind, {}).values())
    # Those that deploy have a list of their own.
    count += len(lists.get("caller") or ()) if lists.get("allow") else 0
    if count > MOST_ADDRESSES:
        where, found = environment.where(("security", "ip_access")), f"{count} addresses"
        fix = "write neighbouring ones as one range"
        yield Problem(where=where, found=found, allowed=f"up to {MOST_ADDRESSES}", fix=fix)


def _caller(
    environment: Document, lists: Mapping[str, Mapping[str, Sequence[str]]]
) -> Iterator[Problem]:
    from ipaddress import IPv4Network, collapse_addresses

    written = environment.get("security", "ip_access", "caller")
    allow = lists.get("allow", {})
    if allow and not environment.is_written("security", "ip_access", "caller"):
        yield Problem(
            where=environment.where(("security", "ip_access", "caller")),
            found="only listed addresses get in, and the one that deploys is not named",
            fix="add the ranges that deployments come from, or the next one is locked out",
        )
    inside = list(collapse_addresses(IPv4Network(one) for list_ in allow.values() for one in list_))
    for at, text in enumerate(written or []):
        where, range_ = (
            environment.where(("security", "ip_access", "caller", at)),
            IPv4Network(text),
        )
        if allow and not any(range_.subnet_of(one) for one in inside):
            found = f"`{text}` deploys from outside every `allow` list: it is locked out"
            yield Problem(where=where, found=found, fix=f"add {text} to an `allow` list")
        for name, blocked in lists.get("block", {}).items():
            for number, one in enumerate(blocked):
                if range_.overlaps(IPv4Network(one)):
                    path = ("security", "ip_access", "block", name, number)
                    found = f"`{text}` deploys, and {one} blocks it: it is locked out"
                    fix = f"take {one} out of the list, {environment.where(path)}"
                    yield Problem(where=where, found=found, fix=fix)
