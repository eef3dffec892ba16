"""Membership of one principal in one group."""

from typing import Any

from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

_PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def _path(group_id: str) -> str:
    return f"/api/2.0/preview/scim/v2/Groups/{group_id}"


def _patch(call: Call, group_id: str, operation: dict[str, Any]) -> None:
    call.client.patch(_path(group_id), {"schemas": [_PATCH], "Operations": [operation]})


def _pair(call: Call) -> tuple[str, str]:
    group_id, bar, member_id = str(call.id).partition("|")
    if not bar:
        raise ProviderError(f"the id {call.id} must have two parts, separated by |")
    return group_id, member_id


def create(call: Call) -> None:
    """Add the member."""
    group_id, member_id = call.values["group_id"], call.values["member_id"]
    operation = {"op": "add", "path": "members", "value": [{"value": member_id}]}
    _patch(call, group_id, operation)
    call.id = f"{group_id}|{member_id}"


def read(call: Call) -> Object | None:
    """Tell whether the member is there."""
    group_id, member_id = _pair(call)
    members = call.client.get(_path(group_id), attributes="members").get("members") or []
    if not any(member.get("value") == member_id for member in members):
        return None
    return {"group_id": group_id, "member_id": member_id}


def delete(call: Call) -> None:
    """Remove the member."""
    group_id, member_id = _pair(call)
    _patch(call, group_id, {"op": "remove", "path": f'members[value eq "{member_id}"]'})


TABLES = (
    ResourceTable(
        type_name="databricks_group_member",
        create=create,
        read=read,
        delete=delete,
        behaviour=behaviour("databricks_group_member"),
    ),
)
