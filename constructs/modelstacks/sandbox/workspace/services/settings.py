"""Settings of the workspace, each guarded by an etag.

The first change of a setting is refused, with the etag to repeat it with.
"""

from typing import Any

from pydantic import Field

from modelstacks.sandbox.store import Transaction
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import ApiError, StaleEtagError, invalid, missing
from modelstacks.sandbox.workspace.field_mask import masked
from modelstacks.sandbox.workspace.ids import new_hex
from modelstacks.sandbox.workspace.message import Json, Message, read
from modelstacks.sandbox.workspace.security_state import has_profile, setting
from modelstacks.sandbox.workspace.service import Service
from modelstacks.sandbox.workspace.setting_kinds import (
    CLUSTER_UPDATE,
    KINDS,
    MONITORING,
    PROFILE,
    SettingKind,
)

SERVICE = Service("settings")
ROOT = "/api/2.0/settings/types/{type}/names/default"
_NEVER_SET = "0" * 32
_HELD = (PROFILE, MONITORING, CLUSTER_UPDATE)
"""What the compliance security profile holds on, itself included: a destroy leaves it."""


class Change(Message):
    """A change of a setting."""

    allow_missing: bool = False
    field_mask: str
    setting: dict[str, Any] = Field(default_factory=dict)


@SERVICE.get(ROOT)
def get(call: Call) -> Json:
    """Answer a setting."""
    kind = _kind(call)
    if setting(call.tx, kind) is None:
        raise _unset(call.tx, kind)
    return _answer(call.tx, kind)


@SERVICE.patch(ROOT)
def update(call: Call) -> Json:
    """Change the fields of a setting that the mask names."""
    kind = _kind(call)
    change = call.read(Change)
    if not change.allow_missing:
        raise invalid("allow_missing must be true")
    if call.options.cloud == "azure" and not kind.on_azure:
        raise invalid(f"On Azure the {kind.title} is set on the workspace resource")
    _require_etag(call.tx, kind, str(change.setting.get("etag") or ""))
    document = call.tx.get("setting", kind.name)
    old: Json = (kind.default or {}) if document is None else document["value"]
    sent = change.setting.get(kind.block) or {}
    if not isinstance(sent, dict):
        raise invalid(f"{kind.block} must be an object")
    wanted = masked(kind.message, old, sent, change.field_mask, block=kind.block)
    value = read(kind.message, wanted).model_dump(exclude_none=True)
    kind.check(old, value)
    call.tx.put("setting", kind.name, {"value": value, "version": new_hex()})
    return _answer(call.tx, kind)


@SERVICE.delete(ROOT)
def delete(call: Call) -> Json:
    """Set a setting back."""
    kind = _kind(call)
    if not kind.can_be_deleted:
        raise invalid(f"The {kind.title} cannot be deleted")
    if call.tx.get("setting", kind.name) is None:
        raise _unset(call.tx, kind)
    _require_etag(call.tx, kind, call.query.get("etag", ""))
    call.tx.delete("setting", kind.name)
    return {"etag": _etag(call.tx, kind)}


@SERVICE.lists("settings")
def _list(tx: Transaction) -> list[Json]:
    return [
        {"name": kind.title, "value": value, "permanent": kind in _HELD and has_profile(tx)}
        for kind in KINDS.values()
        if (value := setting(tx, kind)) is not None and _says_something(kind, value)
    ]


def _says_something(kind: SettingKind, value: Json) -> bool:
    if kind in _HELD:
        return any(value.get(switch) for switch in ("is_enabled", "enabled"))
    return value not in (kind.default, {"value": False}, {"value": ""})


def _kind(call: Call) -> SettingKind:
    kind = KINDS.get(call.path["type"])
    if kind is None:
        raise missing(f"Setting type {call.path['type']} does not exist")
    return kind


def _answer(tx: Transaction, kind: SettingKind) -> Json:
    value = dict(setting(tx, kind) or {})
    if kind is CLUSTER_UPDATE:
        value["enablement_details"] = {
            "forced_for_compliance_mode": has_profile(tx),
            "unavailable_for_disabled_entitlement": False,
            "unavailable_for_non_enterprise_tier": False,
        }
    return {kind.block: value, "etag": _etag(tx, kind), "setting_name": "default"}


def _etag(tx: Transaction, kind: SettingKind) -> str:
    document = tx.get("setting", kind.name)
    return _NEVER_SET if document is None else str(document["version"])


def _require_etag(tx: Transaction, kind: SettingKind, given: str) -> None:
    if given == _etag(tx, kind):
        return
    if setting(tx, kind) is None:
        raise _unset(tx, kind)
    raise StaleEtagError(
        409,
        "RESOURCE_CONFLICT",
        f"The {kind.title} was changed since it was read: repeat with the etag of this answer",
        etag=_etag(tx, kind),
    )


def _unset(tx: Transaction, kind: SettingKind) -> ApiError:
    return StaleEtagError(
        404, "NOT_FOUND", f"Nobody has set the {kind.title}", etag=_etag(tx, kind)
    )
