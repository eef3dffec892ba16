"""Unity Catalog grants: `grants` owns all of an object, `grant` those of one principal."""

from collections.abc import Mapping
from typing import Any

from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.waiting import wait_for
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

Json = dict[str, Any]
Privileges = dict[str, set[str]]

# Attribute to securable type: a model is granted on as the function it is.
_SECURABLES = {
    "catalog": "catalog",
    "credential": "credential",
    "external_location": "external_location",
    "foreign_connection": "connection",
    "function": "function",
    "metastore": "metastore",
    "model": "function",
    "pipeline": "pipeline",
    "recipient": "recipient",
    "schema": "schema",
    "storage_credential": "storage_credential",
    "table": "table",
    "volume": "volume",
}
_GRANTS_PARTS = 2
_GRANT_PARTS = 3


def _normal(privilege: str) -> str:
    return privilege.replace(" ", "_").upper()


def _target(call: Call) -> tuple[str, str]:
    for name in _SECURABLES:
        if call.values.get(name):
            return name, str(call.values[name])
    raise ProviderError("nothing to grant on is named")


def _path(kind: str, name: str) -> str:
    if kind not in _SECURABLES:
        raise ProviderError(f"grants on a {kind} are not among what the built-in provider does")
    return f"/api/2.1/unity-catalog/permissions/{_SECURABLES[kind]}/{name}"


def _get(call: Call, path: str) -> Privileges:
    assignments = call.client.get(path).get("privilege_assignments") or []
    return {
        item["principal"]: {_normal(privilege) for privilege in item.get("privileges") or []}
        for item in assignments
    }


def changes(wanted: Mapping[str, set[str]], present: Mapping[str, set[str]]) -> list[Json]:
    """Return the changes that lead from the present privileges to the wanted ones."""
    made: list[Json] = []
    for principal in sorted({*wanted, *present}):
        want, have = wanted.get(principal, set()), present.get(principal, set())
        change = {"add": sorted(want - have), "remove": sorted(have - want)}
        filled: Json = {name: items for name, items in change.items() if items}
        if filled:
            made.append({"principal": principal, **filled})
    return made


def _replace(call: Call, path: str, wanted: Privileges, principal: str | None = None) -> None:
    def missing() -> list[Json]:
        present = _get(call, path)
        if principal is not None:
            present = {name: held for name, held in present.items() if name == principal}
        return changes(wanted, present)

    made = missing()
    if made:
        call.client.patch(path, {"changes": made})
        wait_for(call, "create", 1, lambda: None if missing() else True)


def _wanted_grants(call: Call) -> Privileges:
    wanted: Privileges = {}
    for block in call.values.get("grant") or []:
        held = wanted.setdefault(block["principal"], set())
        held.update(_normal(privilege) for privilege in block.get("privileges") or [])
    return wanted


def _parts(call: Call, count: int) -> list[str]:
    parts = str(call.id).split("/", count - 1)
    if len(parts) != count:
        raise ProviderError(f"the id {call.id} must have {count} parts, separated by /")
    return parts


def create_grants(call: Call) -> None:
    """Make the privileges on the object exactly these."""
    kind, name = _target(call)
    _replace(call, _path(kind, name), _wanted_grants(call))
    call.id = f"{kind}/{name}"


def read_grants(call: Call) -> Object | None:
    """Read; without any privilege there is nothing."""
    kind, name = _parts(call, _GRANTS_PARTS)
    held = _get(call, _path(kind, name))
    if not held:
        return None
    blocks = [
        {"principal": principal, "privileges": sorted(privileges)}
        for principal, privileges in held.items()
    ]
    return {kind: name, "grant": _spelt(call.values.get("grant") or [], blocks)}


def _spelt(known: list[Object], blocks: list[Object]) -> list[Object]:
    """Return blocks that equal known ones in the known spelling (`use schema`)."""
    spelling = {
        (block["principal"].lower(), frozenset(map(_normal, block.get("privileges") or []))): block
        for block in known
    }
    return [
        spelling.get((block["principal"].lower(), frozenset(block["privileges"])), block)
        for block in blocks
    ]


def update_grants(call: Call) -> None:
    """Make the privileges on the object exactly these."""
    kind, name = _parts(call, _GRANTS_PARTS)
    _replace(call, _path(kind, name), _wanted_grants(call))


def delete_grants(call: Call) -> None:
    """Take all privileges on the object away."""
    kind, name = _parts(call, _GRANTS_PARTS)
    _replace(call, _path(kind, name), {})


def _wanted_grant(call: Call) -> Privileges:
    held = {_normal(privilege) for privilege in call.values.get("privileges") or []}
    return {call.values["principal"]: held}


def create_grant(call: Call) -> None:
    """Make the principal's privileges on the object exactly these."""
    kind, name = _target(call)
    principal = call.values["principal"]
    _replace(call, _path(kind, name), _wanted_grant(call), principal)
    call.id = f"{kind}/{name}/{principal}"


def read_grant(call: Call) -> Object | None:
    """Read; without any privilege there is nothing."""
    kind, name, principal = _parts(call, _GRANT_PARTS)
    held = _get(call, _path(kind, name)).get(principal)
    if not held:
        return None
    known = call.values.get("privileges") or []
    privileges = known if set(map(_normal, known)) == held else sorted(held)
    return {kind: name, "principal": principal, "privileges": privileges}


def update_grant(call: Call) -> None:
    """Make the principal's privileges on the object exactly these."""
    kind, name, principal = _parts(call, _GRANT_PARTS)
    _replace(call, _path(kind, name), _wanted_grant(call), principal)


def delete_grant(call: Call) -> None:
    """Take the principal's privileges on the object away."""
    kind, name, principal = _parts(call, _GRANT_PARTS)
    _replace(call, _path(kind, name), {}, principal)


TABLES = (
    ResourceTable(
        type_name="databricks_grants",
        create=create_grants,
        read=read_grants,
        update=update_grants,
        delete=delete_grants,
        behaviour=behaviour("databricks_grants"),
    ),
    ResourceTable(
        type_name="databricks_grant",
        create=create_grant,
        read=read_grant,
        update=update_grant,
        delete=delete_grant,
        behaviour=behaviour("databricks_grant"),
    ),
)
