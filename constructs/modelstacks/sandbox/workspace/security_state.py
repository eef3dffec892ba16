"""What the security settings of a workspace come to, for services that have to heed them."""

from modelstacks.sandbox.store import Transaction
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.security_data import conf_keys
from modelstacks.sandbox.workspace.setting_kinds import (
    CLUSTER_UPDATE,
    LEGACY_ACCESS,
    LEGACY_DBFS,
    MONITORING,
    PROFILE,
    SettingKind,
)


def setting(tx: Transaction, kind: SettingKind) -> Json | None:
    """Return what a setting is: as it was set, as it is by default, or `None` where it is neither.

    The compliance security profile holds enhanced monitoring and automatic cluster update on,
    whatever was set.
    """
    document = tx.get("setting", kind.name)
    value: Json | None = kind.default if document is None else document["value"]
    if value is None or kind not in (MONITORING, CLUSTER_UPDATE) or not has_profile(tx):
        return value
    switch = "enabled" if kind is CLUSTER_UPDATE else "is_enabled"
    return {**value, switch: True}


def has_profile(tx: Transaction) -> bool:
    """Tell whether the compliance security profile is on."""
    return bool((setting(tx, PROFILE) or {}).get("is_enabled"))


def is_legacy_dbfs_off(tx: Transaction) -> bool:
    """Tell whether the DBFS root and mounts are closed."""
    return bool((setting(tx, LEGACY_DBFS) or {}).get("value"))


def is_legacy_access_off(tx: Transaction) -> bool:
    """Tell whether the workspace's own Hive metastore is closed."""
    return bool((setting(tx, LEGACY_ACCESS) or {}).get("value"))


def conf(tx: Transaction, key: str) -> str | None:
    """Return the value of a key of the workspace-conf API."""
    document = tx.get("workspace_conf", key)
    value: str | None = conf_keys()[key].default if document is None else document["value"]
    return value
