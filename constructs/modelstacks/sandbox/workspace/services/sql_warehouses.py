"""SQL warehouses, and the older list of data sources that names them."""

import uuid

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Answer, Call
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.service import PermissionKind, Service
from modelstacks.sandbox.workspace.warehouse_message import WarehouseFields
from modelstacks.sandbox.workspace.warehouses import (
    KIND,
    completed,
    polled,
    require_warehouse,
    save,
    starting,
    stopped,
    warehouse_answer,
)

SERVICE = Service("sql_warehouses")
ROOT = "/api/2.0/sql/warehouses"


@SERVICE.post(ROOT)
def create(call: Call) -> Json:
    """Create a warehouse and start it."""
    warehouse_id = uuid.uuid4().hex[:16]
    spec = completed(call, warehouse_id, call.read(WarehouseFields).as_sent())
    warehouse = {
        **spec,
        "id": warehouse_id,
        "creator_name": call.options.user_name,
        "num_clusters": 0,
        "_data_source": str(uuid.uuid4()),
    }
    save(call, starting(call, warehouse))
    return {"id": warehouse_id}


@SERVICE.get(ROOT)
def find(call: Call) -> Json:
    """List the warehouses."""
    return {"warehouses": [warehouse_answer(one) for one in call.tx.all(KIND)]}


@SERVICE.get(f"{ROOT}/{{id}}")
def get(call: Call) -> Json:
    """Answer one warehouse."""
    return warehouse_answer(polled(call, require_warehouse(call.tx, call.path["id"])))


@SERVICE.post(f"{ROOT}/{{id}}/edit")
def edit(call: Call) -> Json:
    """Describe a warehouse anew; what is not named stays."""
    warehouse = require_warehouse(call.tx, call.path["id"])
    known = {name: warehouse[name] for name in WarehouseFields.model_fields if name in warehouse}
    sent = call.read(WarehouseFields).as_sent()
    save(call, {**warehouse, **completed(call, warehouse["id"], {**known, **sent})})
    return {}


@SERVICE.post(f"{ROOT}/{{id}}/start")
def start(call: Call) -> Json:
    """Start a warehouse; one that runs goes on."""
    warehouse = require_warehouse(call.tx, call.path["id"])
    if warehouse["state"] == "STOPPED":
        save(call, starting(call, warehouse))
    return {}


@SERVICE.post(f"{ROOT}/{{id}}/stop")
def stop(call: Call) -> Json:
    """Stop a warehouse."""
    save(call, stopped(require_warehouse(call.tx, call.path["id"])))
    return {}


@SERVICE.delete(f"{ROOT}/{{id}}")
def delete(call: Call) -> Json:
    """Delete a warehouse. What names it is left as it is, and fails from then on."""
    warehouse = require_warehouse(call.tx, call.path["id"])
    call.tx.delete(KIND, warehouse["id"])
    call.tx.delete("permissions", f"sql/warehouses/{warehouse['id']}")
    return {}


@SERVICE.get("/api/2.0/preview/sql/data_sources")
def data_sources(call: Call) -> Answer:
    """List the warehouses as data sources: an array, without an object around it."""
    return Answer(
        body=[
            {
                "id": one["_data_source"],
                "warehouse_id": one["id"],
                "name": one["name"],
                "type": "databricks_internal",
            }
            for one in call.tx.all(KIND)
        ]
    )


@SERVICE.lists("sql_warehouses")
def _list(tx: Transaction) -> list[Json]:
    return [
        {
            "name": one["name"],
            "state": one["state"],
            "size": one["cluster_size"],
            "clusters": [one["min_num_clusters"], one["max_num_clusters"]],
            "auto_stop_minutes": one["auto_stop_mins"],
            "serverless": one["enable_serverless_compute"],
        }
        for one in tx.all(KIND)
    ]


def _find(tx: Transaction, warehouse_id: str) -> Document | None:
    return tx.get(KIND, warehouse_id)


SERVICE.permission_kinds.append(
    PermissionKind(
        path="sql/warehouses",
        object_type="warehouses",
        levels=("CAN_VIEW", "CAN_MONITOR", "CAN_USE", "CAN_MANAGE", "IS_OWNER"),
        find=_find,
        owner=True,
    )
)
