"""The settings of a workspace: what each holds, what it is before anybody sets it, what it takes.

A setting is one document. A change names the fields it is about in a field mask; a field that is in
the mask and not in the change is set back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from modelstacks.sandbox.workspace.errors import ApiError, invalid
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.security_data import setting_values


class Switch(Message):
    """A setting that is on or off."""

    value: bool = False


class Namespace(Message):
    """The catalog of names that do not say theirs."""

    value: str = ""


class AdminRights(Message):
    """What workspace admins may do for others."""

    status: Literal["ALLOW_ALL", "RESTRICT_TOKENS_AND_JOB_RUN_AS"]


class Profile(Message):
    """The compliance security profile."""

    is_enabled: bool = False
    compliance_standards: list[str] = Field(default_factory=list)


class Monitoring(Message):
    """Enhanced security monitoring."""

    is_enabled: bool = False


class StartTime(Message):
    """When a maintenance window opens, UTC."""

    hours: int = Field(default=0, ge=0, le=23)
    minutes: int = Field(default=0, ge=0, le=59)


class WeekDaySchedule(Message):
    """On which days a maintenance window opens."""

    day_of_week: str
    frequency: str
    window_start_time: StartTime | None = None


class MaintenanceWindow(Message):
    """When clusters may be restarted."""

    week_day_based_schedule: WeekDaySchedule


class ClusterUpdate(Message):
    """Automatic cluster update."""

    enabled: bool = False
    restart_even_if_no_updates_available: bool = False
    maintenance_window: MaintenanceWindow | None = None


@dataclass(frozen=True, kw_only=True)
class SettingKind:
    """One setting."""

    name: str
    """Segment in the request path."""

    block: str
    """The field of the document that holds the value."""

    message: type[Message]
    title: str
    """How a person calls it."""

    default: Json | None = None
    """The value before anybody sets one. `None`: reading it finds nothing."""

    can_be_deleted: bool = True
    on_azure: bool = True
    """Whether Azure workspaces take it here, and not from their resource manager."""

    check: Callable[[Json, Json], None] = lambda _old, _new: None
    """Refuses a change from one value to another."""


def _check_profile(old: Json, new: Json) -> None:
    known = setting_values("compliance_standards")
    standards = new["compliance_standards"]
    strange = [name for name in standards if name not in known]
    if strange:
        raise invalid(
            f"Unknown compliance standard {', '.join(strange)}; allowed: {', '.join(known)}"
        )
    if len(set(standards)) != len(standards):
        raise invalid(f"A compliance standard is named twice: {', '.join(standards)}")
    if "NONE" in standards and len(standards) > 1:
        raise invalid("The compliance standard NONE stands alone")
    if not old.get("is_enabled"):
        return
    if not new["is_enabled"]:
        raise _permanent("The compliance security profile cannot be disabled once it is enabled")
    lost = [name for name in old["compliance_standards"] if name not in (*standards, "NONE")]
    if lost:
        raise _permanent(f"A compliance standard cannot be removed again: {', '.join(lost)}")


def _permanent(message: str) -> ApiError:
    return ApiError(400, "INVALID_STATE", message)


def _check_window(_: Json, new: Json) -> None:
    schedule = new.get("maintenance_window", {}).get("week_day_based_schedule")
    if schedule is None:
        return
    for field, values in (("day_of_week", "days"), ("frequency", "frequencies")):
        if schedule[field] not in setting_values(values):
            allowed = ", ".join(setting_values(values))
            raise invalid(f"{field} is {schedule[field]!r}; allowed: {allowed}")


PROFILE = SettingKind(
    name="shield_csp_enablement_ws_db",
    block="compliance_security_profile_workspace",
    message=Profile,
    title="compliance security profile",
    default={"is_enabled": False, "compliance_standards": []},
    can_be_deleted=False,
    on_azure=False,
    check=_check_profile,
)
MONITORING = SettingKind(
    name="shield_esm_enablement_ws_db",
    block="enhanced_security_monitoring_workspace",
    message=Monitoring,
    title="enhanced security monitoring",
    default={"is_enabled": False},
    can_be_deleted=False,
    on_azure=False,
)
CLUSTER_UPDATE = SettingKind(
    name="automatic_cluster_update",
    block="automatic_cluster_update_workspace",
    message=ClusterUpdate,
    title="automatic cluster update",
    default={"enabled": False, "restart_even_if_no_updates_available": False},
    can_be_deleted=False,
    on_azure=False,
    check=_check_window,
)
LEGACY_DBFS = SettingKind(
    name="disable_legacy_dbfs",
    block="disable_legacy_dbfs",
    message=Switch,
    title="legacy DBFS disabled",
)
LEGACY_ACCESS = SettingKind(
    name="disable_legacy_access",
    block="disable_legacy_access",
    message=Switch,
    title="legacy access disabled",
)
ADMIN_RIGHTS = SettingKind(
    name="restrict_workspace_admins",
    block="restrict_workspace_admins",
    message=AdminRights,
    title="workspace admins",
    default={"status": "ALLOW_ALL"},
)
DEFAULT_NAMESPACE = SettingKind(
    name="default_namespace_ws",
    block="namespace",
    message=Namespace,
    title="default namespace",
)

KINDS: Mapping[str, SettingKind] = {
    kind.name: kind
    for kind in (
        PROFILE,
        MONITORING,
        CLUSTER_UPDATE,
        LEGACY_DBFS,
        LEGACY_ACCESS,
        ADMIN_RIGHTS,
        DEFAULT_NAMESPACE,
    )
}
"""Every setting, by its segment in the request path."""
