"""Unity Catalog: the schemas of the system catalog."""

from modelstacks.sandbox.store import Transaction
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import ApiError, invalid
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.security_data import system_schema_states
from modelstacks.sandbox.workspace.service import Service
from modelstacks.sandbox.workspace.unity import ROOT as UC

SERVICE = Service("system_schemas")
ROOT = f"{UC}/metastores/{{metastore_id}}/systemschemas"
_ENABLED = "ENABLE_COMPLETED"


@SERVICE.get(ROOT)
def find(call: Call) -> Json:
    """List the schemas with their states."""
    _check_metastore(call)
    return {
        "schemas": [{"schema": name, "state": _state(call.tx, name)} for name in _known_names()]
    }


@SERVICE.put(f"{ROOT}/{{name}}")
def enable(call: Call) -> Json:
    """Enable a schema."""
    name = _require(call, "enabled")
    if _state(call.tx, name) == _ENABLED:
        raise ApiError(400, "SCHEMA_ALREADY_EXISTS", f"Schema {name} already exists")
    call.tx.put("system_schema", name, {"state": _ENABLED})
    return {}


@SERVICE.delete(f"{ROOT}/{{name}}")
def disable(call: Call) -> Json:
    """Disable a schema."""
    name = _require(call, "disabled")
    if not call.tx.delete("system_schema", name):
        raise invalid(f"System schema {name} is not enabled")
    return {}


@SERVICE.lists("system_schemas")
def _list(tx: Transaction) -> list[Json]:
    return [{"name": f"system.{name}"} for name, _ in tx.items("system_schema")]


def _known_names() -> list[str]:
    return list(system_schema_states())


def _state(tx: Transaction, name: str) -> str:
    enabled = tx.get("system_schema", name)
    return system_schema_states()[name] if enabled is None else str(enabled["state"])


def _check_metastore(call: Call) -> None:
    if call.path["metastore_id"] != call.options.metastore_id:
        raise ApiError(
            404,
            "METASTORE_DOES_NOT_EXIST",
            f"Metastore '{call.path['metastore_id']}' does not exist.",
        )


def _require(call: Call, change: str) -> str:
    _check_metastore(call)
    name = call.path["name"]
    state = system_schema_states().get(name)
    if state is None:
        raise ApiError(404, "SCHEMA_DOES_NOT_EXIST", f"System schema '{name}' does not exist.")
    if state != "AVAILABLE":
        raise invalid(f"{name} system schema can only be {change} by Databricks")
    return name
