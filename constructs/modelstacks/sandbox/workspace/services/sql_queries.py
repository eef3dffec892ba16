"""SQL queries. Their text is kept, never run."""

from typing import Any, Literal

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Call, public
from modelstacks.sandbox.workspace.errors import invalid, missing
from modelstacks.sandbox.workspace.ids import new_uuid
from modelstacks.sandbox.workspace.message import Json, Message, read
from modelstacks.sandbox.workspace.service import PermissionKind, Service
from modelstacks.sandbox.workspace.sql_objects import (
    changed,
    folder_of,
    require_fields,
    require_free_name,
)
from modelstacks.sandbox.workspace.timestamps import iso
from modelstacks.sandbox.workspace.warehouses import require_warehouse

SERVICE = Service("sql_queries")
ROOT = "/api/2.0/sql/queries"
KIND = "query"
_REQUIRED = ("display_name", "query_text", "warehouse_id")


class QueryFields(Message):
    """A query as its maker describes it."""

    display_name: str | None = None
    query_text: str | None = None
    warehouse_id: str | None = None
    description: str | None = None
    catalog: str | None = None
    schema_: str | None = None
    parameters: list[dict[str, Any]] | None = None
    tags: list[str] | None = None
    apply_auto_limit: bool | None = None
    run_as_mode: Literal["OWNER", "VIEWER"] | None = None
    owner_user_name: str | None = None
    parent_path: str | None = None


class NewQuery(Message):
    """Creates a query."""

    query: dict[str, Any]
    auto_resolve_display_name: bool = False


class Change(NewQuery):
    """Changes a query."""

    update_mask: str


@SERVICE.post(ROOT)
def create(call: Call) -> Json:
    """Create a query in a folder that exists, on a warehouse that exists."""
    sent = _fields(call.read(NewQuery).query)
    folder = folder_of(call, sent.pop("parent_path", None))
    query = {
        "run_as_mode": "OWNER",
        "owner_user_name": call.options.user_name,
        **sent,
        "id": new_uuid(),
        "_folder": folder,
        "create_time": iso(call.now),
        "lifecycle_state": "ACTIVE",
    }
    return _write(call, query)


@SERVICE.get(ROOT)
def find(call: Call) -> Json:
    """List the queries."""
    return {"results": [_answer(one) for one in call.tx.all(KIND)]}


@SERVICE.get(f"{ROOT}/{{id}}")
def get(call: Call) -> Json:
    """Answer one query."""
    return _answer(require_query(call.tx, call.path["id"]))


@SERVICE.patch(f"{ROOT}/{{id}}")
def update(call: Call) -> Json:
    """Change the fields that the mask names."""
    query, change = require_query(call.tx, call.path["id"]), call.read(Change)
    if "parent_path" in change.update_mask.split(","):
        raise invalid("parent_path cannot be updated")
    mask = ",".join("schema_" if f == "schema" else f for f in change.update_mask.split(","))
    return _write(call, changed(QueryFields, query, _fields(change.query), mask))


@SERVICE.delete(f"{ROOT}/{{id}}")
def delete(call: Call) -> Json:
    """Delete a query; the sandbox keeps no trash."""
    query = require_query(call.tx, call.path["id"])
    call.tx.delete(KIND, query["id"])
    call.tx.delete("permissions", f"sql/queries/{query['id']}")
    return {}


def require_query(tx: Transaction, query_id: str) -> Document:
    """Return a query; refuse an id that does not exist."""
    found = tx.get(KIND, query_id)
    if found is None:
        raise missing(f"Query {query_id} does not exist.")
    return found


@SERVICE.lists("queries")
def _list(tx: Transaction) -> list[Json]:
    return [{"name": one["display_name"], "folder": one["_folder"]} for one in tx.all(KIND)]


def _fields(sent: Json) -> Json:
    """Check the fields. `schema` is a name that pydantic keeps for itself: here it is `schema_`."""
    renamed = {("schema_" if name == "schema" else name): value for name, value in sent.items()}
    return read(QueryFields, renamed).as_sent()


def _write(call: Call, query: Document) -> Json:
    require_fields(query, _REQUIRED)
    require_warehouse(call.tx, query["warehouse_id"])
    require_free_name(
        call, KIND, folder=query["_folder"], name=query["display_name"], but=query["id"]
    )
    query = {
        **query,
        "last_modifier_user_name": call.options.user_name,
        "update_time": iso(call.now),
    }
    call.tx.put(KIND, query["id"], query)
    return _answer(query)


def _answer(query: Document) -> Json:
    shown = public(query)
    if "schema_" in shown:
        shown["schema"] = shown.pop("schema_")
    return {**shown, "parent_path": f"/Workspace{query['_folder']}"}


SERVICE.permission_kinds.append(
    PermissionKind(
        path="sql/queries",
        object_type="query",
        levels=("CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"),
        find=lambda tx, key: tx.get(KIND, key),
    )
)
