"""SCIM Groups and their members."""

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import NO_CONTENT, Answer, Call
from modelstacks.sandbox.workspace.errors import ApiError, invalid
from modelstacks.sandbox.workspace.ids import new_id
from modelstacks.sandbox.workspace.memberships import forget_member, groups_of, require_members
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.principals import find_group
from modelstacks.sandbox.workspace.scim import (
    ROOT,
    SCHEMA,
    clean,
    conflict,
    listing,
    patched,
    require,
    selected,
)
from modelstacks.sandbox.workspace.service import Service

SERVICE = Service("groups")
_KEPT = ("displayName", "externalId", "entitlements", "members", "roles")


@SERVICE.post(f"{ROOT}/Groups")
def create(call: Call) -> Answer:
    """Create a group of this workspace."""
    body = clean(call.body)
    name = body.get("displayName")
    if not name:
        raise invalid("displayName is required")
    if find_group(call.tx, name) is not None:
        raise conflict(f"Group with name {name} already exists.")
    require_members(call.tx, body.get("members", []))
    key = new_id(call.tx)
    group = {
        "schemas": [f"{SCHEMA}:Group"],
        "id": key,
        "entitlements": [],
        "members": [],
        **{field: body[field] for field in _KEPT if field in body},
        "meta": {"resourceType": "WorkspaceGroup"},
    }
    call.tx.put("group", key, group)
    return Answer(status=201, body=selected(group, {}))


@SERVICE.get(f"{ROOT}/Groups")
def find(call: Call) -> Json:
    """List groups, filtered."""
    return listing((_with_groups(call.tx, group) for group in call.tx.all("group")), call.query)


@SERVICE.get(f"{ROOT}/Groups/{{id}}")
def get(call: Call) -> Json:
    """Answer one group."""
    group = require(call.tx, "group", call.path["id"])
    return selected(_with_groups(call.tx, group), call.query)


@SERVICE.put(f"{ROOT}/Groups/{{id}}")
def replace(call: Call) -> Json:
    """Replace a group's attributes, members among them."""
    group = require(call.tx, "group", call.path["id"])
    body = clean(call.body)
    require_members(call.tx, body.get("members", []))
    kept = {field: body[field] for field in _KEPT if field in body}
    changed = {**group, "entitlements": [], "members": [], **kept}
    _refuse_taken_name(call.tx, changed)
    call.tx.put("group", group["id"], changed)
    return selected(changed, {})


@SERVICE.patch(f"{ROOT}/Groups/{{id}}")
def patch(call: Call) -> Answer:
    """Add or remove members or entitlements."""
    group = require(call.tx, "group", call.path["id"])
    changed = patched(group, call.body)
    require_members(call.tx, changed["members"])
    _refuse_taken_name(call.tx, changed)
    call.tx.put("group", group["id"], changed)
    return NO_CONTENT


@SERVICE.delete(f"{ROOT}/Groups/{{id}}")
def delete(call: Call) -> Answer:
    """Delete a group and its memberships; the workspace's own two stay."""
    group = require(call.tx, "group", call.path["id"])
    if group["displayName"] in ("admins", "users"):
        raise ApiError(403, "PERMISSION_DENIED", f"Group {group['displayName']} cannot be deleted")
    forget_member(call.tx, group["id"])
    call.tx.delete("group", group["id"])
    return NO_CONTENT


@SERVICE.lists("groups")
def _list(tx: Transaction) -> list[Json]:
    return [
        {
            "name": group["displayName"],
            "members": len(group["members"]),
            "system": group.get("_system", False),
        }
        for group in tx.all("group")
    ]


def _with_groups(tx: Transaction, group: Document) -> Document:
    return {**group, "groups": groups_of(tx, group["id"])}


def _refuse_taken_name(tx: Transaction, group: Document) -> None:
    other = find_group(tx, group["displayName"])
    if other is not None and other["id"] != group["id"]:
        raise conflict(f"Group with name {group['displayName']} already exists.")
