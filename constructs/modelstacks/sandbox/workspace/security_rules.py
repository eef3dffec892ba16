"""What the security settings of a workspace refuse about a cluster."""

from collections.abc import Iterator

from modelstacks.catalog import Runtime
from modelstacks.sandbox.store import Transaction
from modelstacks.sandbox.workspace.errors import ApiError, invalid
from modelstacks.sandbox.workspace.facts import Facts
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.security_state import (
    conf,
    has_profile,
    is_legacy_access_off,
    is_legacy_dbfs_off,
)

_OLDEST_WITHOUT_LEGACY = (13, 3)
"""Oldest runtime once a legacy feature is off; documentation of the two settings, 1.99.0."""


def check_security(tx: Transaction, facts: Facts, spec: Json) -> None:
    """Refuse a cluster that the workspace's settings forbid; `spec` is otherwise sound."""
    _check_runtime(tx, facts.runtimes[spec["spark_version"]])
    if conf(tx, "enforceUserIsolation") == "true" and spec.get("data_security_mode") == "NONE":
        raise invalid(
            "data_security_mode NONE (no isolation) is not allowed: the workspace enforces user"
            " isolation (enforceUserIsolation)"
        )
    for name in _node_types(tx, spec):
        check_encryption(tx, facts, name)
    if is_legacy_dbfs_off(tx):
        _check_dbfs(spec)


def check_encryption(tx: Transaction, facts: Facts, node_type: str) -> None:
    """Refuse a node type without encryption in transit under the compliance security profile."""
    node = facts.nodes.get(node_type)
    if node is not None and not node.encrypted_in_transit and has_profile(tx):
        raise invalid(
            f"Node type {node_type} is not supported: the compliance security profile needs node"
            " types that encrypt traffic between nodes"
        )


def _check_runtime(tx: Transaction, runtime: Runtime) -> None:
    if runtime.version >= _OLDEST_WITHOUT_LEGACY:
        return
    for is_off, setting in (
        (is_legacy_dbfs_off, "disable_legacy_dbfs"),
        (is_legacy_access_off, "disable_legacy_access"),
    ):
        if is_off(tx):
            raise invalid(
                f"Runtime {runtime.key} is not allowed: the setting {setting} needs 13.3 or later"
            )


def _node_types(tx: Transaction, spec: Json) -> Iterator[str]:
    for field in ("node_type_id", "driver_node_type_id"):
        if spec.get(field):
            yield spec[field]
    for field in ("instance_pool_id", "driver_instance_pool_id"):
        pool = tx.get("instance_pool", spec[field]) if spec.get(field) else None
        if pool is not None:
            yield pool["node_type_id"]


def _check_dbfs(spec: Json) -> None:
    places = [spec.get("cluster_log_conf") or {}, *(spec.get("init_scripts") or [])]
    if any("dbfs" in place for place in places):
        raise dbfs_is_off()


def dbfs_is_off() -> ApiError:
    """Refuse the DBFS root and mounts where they are closed."""
    return ApiError(
        403,
        "PERMISSION_DENIED",
        "DBFS root and mounts are disabled in this workspace (disable_legacy_dbfs)",
    )
