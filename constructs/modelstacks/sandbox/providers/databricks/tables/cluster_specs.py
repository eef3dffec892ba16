"""What clusters and the clusters inside jobs share."""

from typing import Any

from modelstacks.sandbox.providers.plugin.behaviour import Change
from modelstacks.sandbox.providers.plugin.table import Call

Json = dict[str, Any]

_SAME_MODES = {
    "SINGLE_USER": {"DATA_SECURITY_MODE_DEDICATED", "DATA_SECURITY_MODE_AUTO"},
    "USER_ISOLATION": {"DATA_SECURITY_MODE_STANDARD", "DATA_SECURITY_MODE_AUTO"},
}


def security_mode(change: Change) -> bool:
    """Suppress another name for the same data security mode, and a mode the platform chose."""
    return change.new in (None, "") or change.new in _SAME_MODES.get(change.old, ())


def legacy_spark_conf(change: Change) -> bool:
    """Suppress the one setting that old workspaces add by themselves."""
    legacy = "spark.databricks.delta.preview.enabled"
    old, new = dict(change.old or {}), dict(change.new or {})
    # One platform setting against none configured is taken for it, whatever it is.
    return (len(old) == 1 and not new) or (old.pop(legacy, None) is not None and old == new)


def on_pool(spec: Json) -> Json:
    """Leave to the instance pool what the pool decides."""
    if not spec.get("instance_pool_id"):
        spec.pop("driver_instance_pool_id", None)
        return spec
    for name, kept in (
        ("aws_attributes", "instance_profile_arn"),
        ("gcp_attributes", "google_service_account"),
        ("azure_attributes", ""),
    ):
        if name in spec:
            spec[name] = {key: value for key, value in spec[name].items() if key == kept}
    for name in ("enable_elastic_disk", "node_type_id", "driver_node_type_id"):
        spec.pop(name, None)
    return spec


def sized(spec: Json) -> Json:
    """Say the number of workers even when it is none, unless the cluster scales by itself."""
    if "autoscale" not in spec:
        spec.setdefault("num_workers", 0)
    return spec


def followed_pool(call: Call, spec: Json) -> Json:
    """Let the driver follow the workers to another pool when it shared theirs."""
    old, new = call.prior.get("instance_pool_id"), call.values.get("instance_pool_id")
    driver = call.prior.get("driver_instance_pool_id")
    if old != new and driver == old and call.values.get("driver_instance_pool_id") == driver:
        spec["driver_instance_pool_id"] = new
    return spec
