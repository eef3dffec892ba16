"""Settings of the workspace: one document each, guarded by an etag.

The first change has no etag and is refused with the one to repeat it with; so is a stale one.
"""

from dataclasses import dataclass
from typing import Any

from modelstacks.sandbox.providers.databricks.bodies import stored, to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.rest import ApiError
from modelstacks.sandbox.providers.plugin.behaviour import Names
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

Json = dict[str, Any]

_ID = "global"
_MISSING, _CONFLICT = 404, 409
_DETAILS = "enablement_details"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One setting, and how the official provider speaks of it."""

    noun: str
    """Between `databricks_` and `_setting`."""

    path: str
    """Segment in the request path."""

    block: str
    fields: tuple[str, ...]
    """What the field mask names, under the block."""

    always: tuple[str, ...] = ()
    """What is sent even if it is false or zero."""

    name: str = "default"
    off: Json | None = None
    """What a destroy sets it to. `None`: it is deleted."""

    is_permanent: bool = False
    """Whether a destroy leaves it as it is."""

    def url(self) -> str:
        """Return where it is."""
        return f"/api/2.0/settings/types/{self.path}/names/default"

    def change(self, value: Json, etag: str) -> Json:
        """Return the body of a change."""
        setting: Json = {self.block: value, "setting_name": self.name}
        if etag:
            setting["etag"] = etag
        mask = ",".join(f"{self.block}.{field}" for field in self.fields)
        return {"allow_missing": True, "field_mask": mask, "setting": setting}


def _table(setting: Setting) -> ResourceTable:
    """Return the entry of a setting."""
    type_name = f"databricks_{setting.noun}_setting"
    always: list[Names] = [(setting.block, *field.split(".")) for field in setting.always]

    def change(call: Call) -> None:
        value = to_api(call.block, call.values, only=(setting.block,), always=always)
        value = value.get(setting.block, {})
        value.pop(_DETAILS, None)
        _send(call, setting, value, str(call.prior.get("etag") or ""))
        call.id = _ID

    def read(call: Call) -> Object | None:
        etag = call.values.get("etag")
        answer = call.client.get(setting.url(), **({"etag": etag} if etag else {}))
        return stored(call, _with_list(answer, setting.block))

    def delete(call: Call) -> None:
        etag = str(call.values.get("etag") or "")
        if setting.is_permanent:
            return
        if setting.off is not None:
            _send(call, setting, setting.off, etag)
            return
        try:
            call.client.delete(setting.url(), etag=etag)
        except ApiError as error:
            if error.status != _CONFLICT or not error.etag:
                raise
            call.client.delete(setting.url(), etag=error.etag)

    return ResourceTable(
        type_name=type_name,
        create=change,
        read=read,
        update=change,
        delete=delete,
        behaviour=behaviour(type_name),
    )


def _send(call: Call, setting: Setting, value: Json, etag: str) -> None:
    try:
        call.client.patch(setting.url(), setting.change(value, etag))
    except ApiError as error:
        if error.status not in (_MISSING, _CONFLICT) or not error.etag:
            raise
        call.client.patch(setting.url(), setting.change(value, error.etag))


def _with_list(answer: Json, block: str) -> Json:
    """Return an answer whose enablement details are a list, as in the schema."""
    value = answer.get(block)
    if not isinstance(value, dict) or not isinstance(value.get(_DETAILS), dict):
        return answer
    return {**answer, block: {**value, _DETAILS: [value[_DETAILS]]}}


def _refuse_account(_: Call) -> None:
    raise ProviderError(
        "invalid Databricks Account configuration",
        detail=(
            "databricks_disable_legacy_features_setting is a setting of the account and concerns"
            " workspaces made after it. In a workspace use"
            " databricks_disable_legacy_access_setting, databricks_disable_legacy_dbfs_setting"
            " and enforceUserIsolation of databricks_workspace_conf."
        ),
    )


_SCHEDULE = "maintenance_window.week_day_based_schedule"
_SETTINGS = (
    Setting(
        noun="compliance_security_profile_workspace",
        path="shield_csp_enablement_ws_db",
        block="compliance_security_profile_workspace",
        fields=("is_enabled", "compliance_standards"),
        always=("is_enabled",),
        is_permanent=True,
    ),
    Setting(
        noun="enhanced_security_monitoring_workspace",
        path="shield_esm_enablement_ws_db",
        block="enhanced_security_monitoring_workspace",
        fields=("is_enabled",),
        always=("is_enabled",),
        off={"is_enabled": False},
    ),
    Setting(
        noun="automatic_cluster_update_workspace",
        path="automatic_cluster_update",
        block="automatic_cluster_update_workspace",
        fields=(
            "enabled",
            "restart_even_if_no_updates_available",
            f"{_SCHEDULE}.day_of_week",
            f"{_SCHEDULE}.frequency",
            f"{_SCHEDULE}.window_start_time.hours",
            f"{_SCHEDULE}.window_start_time.minutes",
        ),
        always=(
            "enabled",
            "restart_even_if_no_updates_available",
            f"{_SCHEDULE}.window_start_time.hours",
            f"{_SCHEDULE}.window_start_time.minutes",
        ),
        off={"enabled": False},
    ),
    Setting(
        noun="disable_legacy_dbfs",
        path="disable_legacy_dbfs",
        block="disable_legacy_dbfs",
        fields=("value",),
        name="disable_legacy_dbfs",
    ),
    Setting(
        noun="disable_legacy_access",
        path="disable_legacy_access",
        block="disable_legacy_access",
        fields=("value",),
        name="disable_legacy_access",
    ),
    Setting(
        noun="restrict_workspace_admins",
        path="restrict_workspace_admins",
        block="restrict_workspace_admins",
        fields=("status",),
    ),
    Setting(
        noun="default_namespace",
        path="default_namespace_ws",
        block="namespace",
        fields=("value",),
    ),
)

_ACCOUNT = "databricks_disable_legacy_features_setting"

TABLES = (
    *(_table(setting) for setting in _SETTINGS),
    ResourceTable(
        type_name=_ACCOUNT,
        create=_refuse_account,
        read=lambda _call: None,
        update=_refuse_account,
        delete=_refuse_account,
        behaviour=behaviour(_ACCOUNT),
    ),
)
