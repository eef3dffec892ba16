"""Permissions of workspace objects. Which objects there are, their own services say."""

from typing import TypeAlias

from pydantic import Field

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import invalid, missing
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.principals import (
    find_group,
    find_service_principal,
    find_user,
)
from modelstacks.sandbox.workspace.service import PermissionKind, Service, permission_kinds

SERVICE = Service("permissions")
Entry: TypeAlias = tuple[str, str, str]
"""Which kind of principal, its name, and its level."""

_PATHS = ("/api/2.0/permissions/sql/{kind}/{id}", "/api/2.0/permissions/{kind}/{id}")
_PRINCIPALS = {
    "user_name": ("UserName", find_user),
    "group_name": ("GroupName", find_group),
    "service_principal_name": ("ServicePrincipalName", find_service_principal),
}


class AccessControl(Message):
    """What one principal may do."""

    permission_level: str
    user_name: str | None = None
    group_name: str | None = None
    service_principal_name: str | None = None


class AccessControlList(Message):
    """What every principal may do."""

    access_control_list: list[AccessControl] = Field(default_factory=list)


@SERVICE.get(*(f"{path}/permissionLevels" for path in _PATHS))
def levels(call: Call) -> Json:
    """Answer the levels that an object's type knows."""
    kind = _kind(call)
    return {"permission_levels": [{"permission_level": level} for level in kind.levels]}


@SERVICE.get(*_PATHS)
def get(call: Call) -> Json:
    """Answer who may do what with an object."""
    kind = _kind(call)
    return _answer(call, kind, _entries(call, kind))


@SERVICE.put(*_PATHS)
def replace(call: Call) -> Json:
    """Replace who may do what."""
    kind = _kind(call)
    return _write(call, kind, _asked(call, kind))


@SERVICE.patch(*_PATHS)
def update(call: Call) -> Json:
    """Change what single principals may do."""
    kind = _kind(call)
    asked = _asked(call, kind)
    named = {(field, name) for field, name, _ in asked}
    kept = [entry for entry in _entries(call, kind) if entry[:2] not in named]
    return _write(call, kind, [*kept, *asked])


@SERVICE.lists("permissions")
def _list(tx: Transaction) -> list[Json]:
    return [
        {"on": key, "entries": entries}
        for key, body in tx.items("permissions")
        # Admins manage everything, whether or not a list says so.
        if (entries := [_told(entry) for entry in body["entries"] if entry[1] != "admins"])
    ]


def _told(entry: list[str]) -> Json:
    _, name, level = entry
    return {"to": name, "level": level}


def _kind(call: Call) -> PermissionKind:
    prefix = "sql/" if "/permissions/sql/" in call.route else ""
    name = prefix + call.path["kind"]
    kind = permission_kinds().get(name)
    if kind is None:
        raise invalid(f"Invalid object type: {name}")
    if kind.find(call.tx, call.path["id"]) is None:
        raise missing(f"{kind.object_type} {call.path['id']} does not exist")
    return kind


def _key(call: Call, kind: PermissionKind) -> str:
    return f"{kind.path}/{call.path['id']}"


def _entries(call: Call, kind: PermissionKind) -> list[Entry]:
    body = call.tx.get("permissions", _key(call, kind))
    if body is not None:
        # A principal that was deleted since is gone from the list, too.
        return [
            (field, name, level)
            for field, name, level in body["entries"]
            if _PRINCIPALS[field][1](call.tx, name) is not None
        ]
    level = "IS_OWNER" if kind.owner else kind.creator_level
    return [] if level is None else [("user_name", call.options.user_name, level)]


def _asked(call: Call, kind: PermissionKind) -> list[Entry]:
    return [_entry(call, kind, one) for one in call.read(AccessControlList).access_control_list]


def _entry(call: Call, kind: PermissionKind, access: AccessControl) -> Entry:
    sent = access.as_sent()
    named = [field for field in _PRINCIPALS if sent.get(field)]
    if len(named) != 1:
        raise invalid(
            "An access control needs one of user_name, group_name, service_principal_name"
        )
    field, name, level = named[0], sent[named[0]], access.permission_level
    if level not in kind.levels:
        raise invalid(
            f"Permission level {level} is not valid for {kind.object_type};"
            f" allowed: {', '.join(kind.levels)}"
        )
    label, find = _PRINCIPALS[field]
    if find(call.tx, name) is None:
        raise missing(f"Principal: {label}({name}) does not exist")
    if name == "admins" and field == "group_name" and level != "CAN_MANAGE":
        raise invalid("Cannot change the permissions of the admins group")
    if level == "IS_OWNER" and field == "group_name":
        raise invalid("A group cannot be the owner")
    return field, name, level


def _write(call: Call, kind: PermissionKind, entries: list[Entry]) -> Json:
    owners = [entry for entry in entries if entry[2] == "IS_OWNER"]
    if kind.owner and len(owners) != 1:
        raise invalid(f"The {kind.object_type} must have exactly one owner.")
    call.tx.put("permissions", _key(call, kind), {"entries": [list(entry) for entry in entries]})
    return _answer(call, kind, entries)


def _answer(call: Call, kind: PermissionKind, entries: list[Entry]) -> Json:
    by_principal: dict[tuple[str, str], list[Json]] = {}
    for field, name, level in entries:
        told = {"permission_level": level, "inherited": False}
        by_principal.setdefault((field, name), []).append(told)
    if kind.admins_inherit:
        inherited = {
            "permission_level": "CAN_MANAGE",
            "inherited": True,
            "inherited_from_object": [f"/{kind.path}/"],
        }
        by_principal.setdefault(("group_name", "admins"), []).append(inherited)
    return {
        "object_id": f"/{_key(call, kind)}",
        "object_type": kind.object_type,
        "access_control_list": [
            {field: name, **_display(call.tx, field, name), "all_permissions": told}
            for (field, name), told in by_principal.items()
        ],
    }


def _display(tx: Transaction, field: str, name: str) -> Json:
    if field == "group_name":
        return {}
    found: Document = _PRINCIPALS[field][1](tx, name) or {}
    return {"display_name": found.get("displayName", name)}
