"""Schemas of the system catalog."""

from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.rest import ApiError
from modelstacks.sandbox.providers.databricks.tables.unity_catalog import UC
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

_ENABLED = frozenset({"ENABLE_COMPLETED", "ENABLE_INITIALIZED", "UNAVAILABLE"})
_ONLY_ENABLED = "can only be enabled by Databricks"
_ONLY_DISABLED = "can only be disabled by Databricks"


def _metastore(call: Call) -> str:
    return str(call.client.get(f"{UC}/metastore_summary")["metastore_id"])


def _schemas(metastore: str) -> str:
    return f"{UC}/metastores/{metastore}/systemschemas"


def _name(call: Call) -> str:
    metastore, bar, name = str(call.id).partition("|")
    if not bar or not metastore or not name:
        raise ProviderError(f"the id {call.id} must have two parts, separated by |")
    return name


def set_(call: Call) -> None:
    """Enable the schema, and disable the one that stood here before."""
    metastore = _metastore(call)
    name, before = call.values["schema"], call.prior.get("schema")
    try:
        call.client.put(f"{_schemas(metastore)}/{name}", {})
    except ApiError as error:
        call.values["auto_enabled"] = _ONLY_ENABLED in error.message
        if not call.values["auto_enabled"] and "already exists" not in error.message:
            raise
    if before and call.values.get("auto_enabled"):
        return
    if before:
        _disable(call, metastore, before)
    call.id = f"{metastore}|{name}"


def _disable(call: Call, metastore: str, name: str) -> None:
    try:
        call.client.delete(f"{_schemas(metastore)}/{name}")
    except ApiError as error:
        if _ONLY_DISABLED not in error.message:
            raise


def read(call: Call) -> Object | None:
    """Look it up among all schemas; one that is not enabled is gone."""
    name = _name(call)
    metastore = _metastore(call)
    for schema in call.client.get(_schemas(metastore)).get("schemas") or []:
        if schema["schema"] != name:
            continue
        if schema["state"] not in _ENABLED:
            return None
        return {
            "schema": name,
            "state": schema["state"],
            "full_name": f"system.{name}",
            "metastore_id": metastore,
            "auto_enabled": call.values.get("auto_enabled"),
        }
    return None


def delete(call: Call) -> None:
    """Disable, unless Databricks alone can."""
    if not call.values.get("auto_enabled"):
        _disable(call, _metastore(call), _name(call))


TABLES = (
    ResourceTable(
        type_name="databricks_system_schema",
        create=set_,
        read=read,
        update=set_,
        delete=delete,
        behaviour=behaviour("databricks_system_schema"),
    ),
)
