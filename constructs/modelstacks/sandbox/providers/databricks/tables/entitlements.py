"""All entitlements of one group, user or service principal."""

from typing import Any

from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.tables.entitlement_values import (
    ATTRIBUTES,
    from_scim,
    to_scim,
)
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

_PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
_KINDS = {
    "group": ("group_id", "Groups"),
    "user": ("user_id", "Users"),
    "spn": ("service_principal_id", "ServicePrincipals"),
}


def _holder(call: Call) -> tuple[str, str]:
    """Return the attribute that names the holder, and the holder's path."""
    kind, _, holder = str(call.id).partition("/")
    if kind not in _KINDS or not holder:
        raise ProviderError(f"the id {call.id} must be group/ID, user/ID or spn/ID")
    field, collection = _KINDS[kind]
    return field, f"/api/2.0/preview/scim/v2/{collection}/{holder}"


def _patch(call: Call, op: str, value: list[dict[str, Any]]) -> None:
    operation = {"op": op, "path": "entitlements", "value": value}
    call.client.patch(_holder(call)[1], {"schemas": [_PATCH], "Operations": [operation]})


def create(call: Call) -> None:
    """Make them exactly these."""
    for kind, (field, _collection) in _KINDS.items():
        if call.values.get(field):
            call.id = f"{kind}/{call.values[field]}"
            break
    try:
        update(call)
    except ProviderError:
        call.id = None
        raise


def read(call: Call) -> Object | None:
    """Read."""
    field, path = _holder(call)
    answer = call.client.get(path, attributes="entitlements")
    held = {**dict.fromkeys(ATTRIBUTES, False), **from_scim(answer)}
    return {field: path.rpartition("/")[2], **held}


def update(call: Call) -> None:
    """Make them exactly these."""
    _patch(call, "replace", to_scim(call.values))


def delete(call: Call) -> None:
    """Take them away."""
    held = to_scim(call.values)
    if held != [{}]:
        _patch(call, "remove", held)


TABLES = (
    ResourceTable(
        type_name="databricks_entitlements",
        create=create,
        read=read,
        update=update,
        delete=delete,
        behaviour=behaviour("databricks_entitlements"),
    ),
)
