"""Permissions on workspace objects: the whole list of an object, without what is inherited."""

from typing import Any

from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.rest import ApiError, MissingError
from modelstacks.sandbox.providers.databricks.tables.permission_objects import (
    OBJECTS,
    PermissionObject,
    by_id,
)
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Object

Json = dict[str, Any]

_PRINCIPALS = ("user_name", "group_name", "service_principal_name")
_BAD_REQUEST = 400


def _named(values: Object) -> tuple[PermissionObject, Any]:
    for item in OBJECTS:
        value = values.get(item.field)
        if value and item.only_id in ("", value):
            return item, value
    fields = ", ".join(sorted({item.field for item in OBJECTS}))
    raise ProviderError(
        "no object that the built-in provider sets permissions on is named",
        detail=f"It knows {fields}.",
    )


def check_levels(call: Call) -> None:
    """Refuse a level that the kind of object does not have."""
    target, _value = _named(call.values)
    for entry in call.values.get("access_control") or []:
        level = entry.get("permission_level") if isinstance(entry, dict) else None
        if level and level is not UNKNOWN and level not in target.levels:
            raise ProviderError(
                f"permission_level {level} is not supported with {target.field} objects; "
                f"allowed levels: {', '.join(sorted(target.levels))}",
                path=("access_control",),
            )


def _path(id_: str) -> str:
    return f"/api/2.0/permissions{id_}"


def _entries(call: Call) -> list[Json]:
    return [
        {name: value for name, value in sorted(entry.items()) if value}
        for entry in call.values.get("access_control") or []
    ]


def _is(entry: Json, name: str) -> bool:
    return name in (entry.get("user_name"), entry.get("service_principal_name"))


def _check_own_rights(call: Call, target: PermissionObject, me: str) -> None:
    for entry in _entries(call):
        if entry.get("group_name") == "admins":
            raise ProviderError(
                f"it is not possible to modify admin permissions for {target.kind} resources"
            )
        if _is(entry, me) and not target.levels.get(entry.get("permission_level", "")):
            managing = ", ".join(sorted(name for name, manages in target.levels.items() if manages))
            raise ProviderError(
                "cannot remove management permissions for the current user for "
                f"{target.kind}, allowed levels: {managing}"
            )


def _customized(target: PermissionObject, entries: list[Json], me: str) -> list[Json]:
    if target.caller_manages and not any(_is(entry, me) for entry in entries):
        entries = [*entries, {"permission_level": "CAN_MANAGE", "user_name": me}]
    if target.add_admins and not any(entry.get("group_name") == "admins" for entry in entries):
        entries = [*entries, {"group_name": "admins", "permission_level": "CAN_MANAGE"}]
    return entries


def _put(call: Call, target: PermissionObject, entries: list[Json], owner: str) -> None:
    owned = entries
    if "IS_OWNER" in target.levels and not any(
        entry.get("permission_level") == "IS_OWNER" for entry in entries
    ):
        owned = [*entries, {"permission_level": "IS_OWNER", "user_name": owner}]
    try:
        call.client.put(_path(str(call.id)), _body(owned))
    except ApiError as error:
        if "with no existing owner must provide a new owner" not in error.message:
            raise
        call.client.put(_path(str(call.id)), _body(entries))


def _body(entries: list[Json]) -> Json:
    return {"access_control_list": entries} if entries else {}


def _set(call: Call) -> None:
    target = by_id(str(call.id))
    me = str(call.client.me()["userName"])
    _check_own_rights(call, target, me)
    _put(call, target, _customized(target, _entries(call), me), me)


def create(call: Call) -> None:
    """Find the object's id if a path names it, then put the list."""
    target, value = _named(call.values)
    if target.by_path:
        value = call.client.get("/api/2.0/workspace/get-status", path=value)["object_id"]
    call.id = f"/{target.request}/{value}"
    try:
        _set(call)
    except ProviderError:
        # Nothing was set: there is nothing to keep.
        call.id = None
        raise


def read(call: Call) -> Object | None:
    """Read the direct entries, without admins, and without the caller unless configured."""
    target = by_id(str(call.id))
    me = str(call.client.me()["userName"])
    answer = _answer(call)
    if answer.get("object_type") != target.kind:
        found = answer.get("object_type")
        raise ProviderError(f"expected object type {target.kind}, got {found}")
    known = call.values.get("access_control") or []
    own_listed = any(_is(entry, me) for entry in known)
    entries = [
        {
            **dict.fromkeys(_PRINCIPALS),
            **_principal(item),
            "permission_level": held["permission_level"],
        }
        for item in answer.get("access_control_list") or []
        for held in item.get("all_permissions") or []
        if not held.get("inherited")
        and item.get("group_name") != "admins"
        and (own_listed or not _is(item, me))
    ]
    if not entries:
        return None
    values: Object = {"object_type": target.kind, "access_control": entries}
    if not call.values.get(target.path_field or f"{target.kind}_path"):
        values[target.field] = str(call.id).rpartition("/")[2]
    return values


def _answer(call: Call) -> Json:
    try:
        found: Json = call.client.get(_path(str(call.id)))
    except MissingError:
        raise
    except ApiError as error:
        if error.status == _BAD_REQUEST and "Cannot access cluster" in error.message:
            raise MissingError(
                status=error.status, code=error.code, message=error.message, call=error.detail
            ) from error
        raise
    return found


def _principal(item: Json) -> Json:
    return {name: item[name] for name in _PRINCIPALS if item.get(name)}


def delete(call: Call) -> None:
    """Leave the object to admins, its maker and the caller."""
    target = by_id(str(call.id))
    kept = [
        {"group_name": "admins", "permission_level": held["permission_level"]}
        for item in _answer(call).get("access_control_list") or []
        if item.get("group_name") == "admins"
        for held in item.get("all_permissions") or []
        if not held.get("inherited")
    ][:1]
    creator = ""
    if target.creator:
        path, _, query = target.creator.format(id=str(call.id).rpartition("/")[2]).partition("?")
        asked = dict([query.split("=")]) if query else {}
        creator = str(call.client.get(path, **asked).get(target.creator_field) or "")
        if not creator:
            return
    if target.caller_manages:
        kept = _customized(target, kept, str(call.client.me()["userName"]))
    _put(call, target, kept, creator)


TABLES = (
    ResourceTable(
        type_name="databricks_permissions",
        create=create,
        read=read,
        update=_set,
        delete=delete,
        customize=check_levels,
        behaviour=behaviour("databricks_permissions"),
    ),
)
