"""A SQL warehouse: its rules, and its life. It takes polls to start, and a fault may prevent it."""

import uuid

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Call, public
from modelstacks.sandbox.workspace.errors import exists, invalid, missing
from modelstacks.sandbox.workspace.instance_profiles import require_registered
from modelstacks.sandbox.workspace.message import Json

KIND = "warehouse"
_DEFAULTS: Json = {
    "auto_stop_mins": 120,
    "min_num_clusters": 1,
    "max_num_clusters": 1,
    "enable_photon": True,
    "enable_serverless_compute": False,
    "spot_instance_policy": "COST_OPTIMIZED",
    "warehouse_type": "CLASSIC",
}
_MOST_CLUSTERS = 30
_LEAST_IDLE = 10
_LONGEST_NAME = 100


def require_warehouse(tx: Transaction, warehouse_id: str) -> Document:
    """Return a warehouse; refuse an id that does not exist."""
    found = tx.get(KIND, warehouse_id)
    if found is None:
        raise missing(f"SQL warehouse {warehouse_id} does not exist.")
    return found


def ensure_warehouse(tx: Transaction, name: str, *, owner: str) -> None:
    """Create the warehouse that a workspace starts with, stopped; one that exists stays."""
    if any(one["name"] == name for one in tx.all(KIND)):
        return
    warehouse = {
        **_DEFAULTS,
        "name": name,
        "id": uuid.uuid4().hex[:16],
        "cluster_size": "2X-Small",
        "auto_stop_mins": _LEAST_IDLE,
        "warehouse_type": "PRO",
        "enable_serverless_compute": True,
        "creator_name": owner,
        "_data_source": str(uuid.uuid4()),
        "_doomed": False,
        "_system": True,
        "health": {"status": "HEALTHY"},
    }
    tx.put(KIND, warehouse["id"], stopped(warehouse))


def completed(call: Call, warehouse_id: str, fields: Json) -> Json:
    """Return a warehouse's fields with the defaults; refuse what cannot be."""
    spec = {**_DEFAULTS, **fields}
    name = spec.get("name") or ""
    if not 0 < len(name) < _LONGEST_NAME:
        raise invalid(f"A warehouse needs a name of at most {_LONGEST_NAME - 1} characters")
    for other in call.tx.all(KIND):
        if other["name"] == name and other["id"] != warehouse_id:
            raise exists(f"SQL warehouse with name `{name}` already exists")
    if not spec.get("cluster_size"):
        raise invalid("Missing required field: cluster_size")
    low, high, idle = (
        spec[field] for field in ("min_num_clusters", "max_num_clusters", "auto_stop_mins")
    )
    if not 1 <= low <= high <= _MOST_CLUSTERS:
        raise invalid(
            f"Invalid number of clusters: {low} to {high}; allowed: 1 to {_MOST_CLUSTERS}"
        )
    is_serverless = spec["enable_serverless_compute"]
    if idle < 0 or (0 < idle < _LEAST_IDLE and not is_serverless):
        raise invalid(f"auto_stop_mins must be 0 or at least {_LEAST_IDLE}, got {idle}")
    if is_serverless and spec["warehouse_type"] != "PRO":
        raise invalid("Serverless compute needs the warehouse type PRO")
    require_registered(call.tx, spec)
    return spec


def starting(call: Call, warehouse: Document) -> Document:
    """Return a warehouse on its way up; whether it gets there is decided now."""
    doomed = call.faults.strikes("cluster-no-capacity", warehouse["name"])
    started = {
        **warehouse,
        "state": "STARTING",
        "_polls": call.options.polls,
        "_doomed": doomed,
        "health": {"status": "HEALTHY"},
    }
    return started if call.options.polls else _settled(started)


def stopped(warehouse: Document) -> Document:
    """Return a warehouse without machines."""
    return {**warehouse, "state": "STOPPED", "num_clusters": 0, "_polls": 0}


def polled(call: Call, warehouse: Document) -> Document:
    """Return a warehouse, one poll further on."""
    if warehouse["state"] != "STARTING":
        return warehouse
    if warehouse["_polls"] > 0:
        warehouse = {**warehouse, "_polls": warehouse["_polls"] - 1}
    else:
        warehouse = _settled(warehouse)
    save(call, warehouse)
    return warehouse


def save(call: Call, warehouse: Document) -> None:
    """Write a warehouse."""
    call.tx.put(KIND, warehouse["id"], warehouse)


def warehouse_answer(warehouse: Document) -> Json:
    """Return a warehouse as Databricks answers it."""
    path = f"/sql/1.0/warehouses/{warehouse['id']}"
    host = "127.0.0.1"
    return {
        **public(warehouse),
        "num_active_sessions": 0,
        "jdbc_url": f"jdbc:databricks://{host}:443/default;transportMode=http;ssl=1;httpPath={path}",
        "odbc_params": {"hostname": host, "path": path, "protocol": "https", "port": 443},
    }


def _settled(warehouse: Document) -> Document:
    if not warehouse["_doomed"]:
        return {**warehouse, "state": "RUNNING", "num_clusters": warehouse["min_num_clusters"]}
    told = "No capacity for the requested instance type (injected fault)"
    health = {
        "status": "FAILED",
        "summary": "Not enough capacity in the cloud",
        "message": told,
        "failure_reason": {
            "code": "CLOUD_PROVIDER_RESOURCE_STOCKOUT",
            "type": "CLOUD_FAILURE",
            "parameters": {"databricks_error_message": told},
        },
    }
    return {**stopped(warehouse), "_doomed": False, "health": health}
