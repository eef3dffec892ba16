"""Dashboards (Lakeview): a draft, and what of it is published."""

import json

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Answer, Call, public
from modelstacks.sandbox.workspace.errors import ApiError, invalid, missing
from modelstacks.sandbox.workspace.ids import new_hex
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.service import PermissionKind, Service
from modelstacks.sandbox.workspace.sql_objects import (
    folder_of,
    require_fields,
    require_free_name,
)
from modelstacks.sandbox.workspace.timestamps import iso
from modelstacks.sandbox.workspace.warehouses import require_warehouse

SERVICE = Service("dashboards")
ROOT = "/api/2.0/lakeview/dashboards"
KIND = "dashboard"


class DashboardFields(Message):
    """A dashboard as its maker describes it; read-only fields that are sent along are ignored."""

    display_name: str | None = None
    parent_path: str | None = None
    serialized_dashboard: str | None = None
    warehouse_id: str | None = None
    etag: str | None = None


class Publication(Message):
    """How a dashboard is published."""

    embed_credentials: bool = False
    warehouse_id: str | None = None


@SERVICE.post(ROOT)
def create(call: Call) -> Json:
    """Create a draft in a folder that exists."""
    sent = call.read(DashboardFields).as_sent()
    sent.pop("etag", None)
    asked = sent.pop("parent_path", None)
    dashboard = {
        "serialized_dashboard": "{}",
        **sent,
        "id": new_hex(),
        "_folder": folder_of(call, asked),
        "_asked": asked or f"/Users/{call.options.user_name}",
        "_version": 0,
        "lifecycle_state": "ACTIVE",
        "create_time": iso(call.now),
    }
    return _write(call, dashboard)


@SERVICE.get(ROOT)
def find(call: Call) -> Json:
    """List the dashboards."""
    return {"dashboards": [_answer(one) for one in call.tx.all(KIND)]}


@SERVICE.get(f"{ROOT}/{{id}}")
def get(call: Call) -> Json:
    """Answer the draft."""
    return _answer(_require(call))


@SERVICE.patch(f"{ROOT}/{{id}}")
def update(call: Call) -> Json:
    """Change the draft; an etag other than the latest is refused."""
    dashboard, sent = _require(call), call.read(DashboardFields).as_sent()
    etag = sent.pop("etag", "")
    if etag and etag != _etag(dashboard):
        raise ApiError(409, "ABORTED", "The dashboard was changed since it was read (etag)")
    sent.pop("parent_path", None)
    return _write(call, {**dashboard, **sent})


@SERVICE.post(f"{ROOT}/{{id}}/published")
def publish(call: Call) -> Json:
    """Publish the draft as it is."""
    dashboard, asked = _require(call), call.read(Publication)
    warehouse_id = asked.warehouse_id or dashboard.get("warehouse_id")
    if warehouse_id:
        require_warehouse(call.tx, warehouse_id)
    published = {
        "display_name": dashboard["display_name"],
        "embed_credentials": asked.embed_credentials,
        "warehouse_id": warehouse_id,
        "revision_create_time": iso(call.now),
    }
    call.tx.put(KIND, dashboard["id"], {**dashboard, "_published": published})
    return published


@SERVICE.get(f"{ROOT}/{{id}}/published")
def published(call: Call) -> Json:
    """Answer what is published."""
    found: Json | None = _require(call).get("_published")
    if found is None:
        raise missing(f"Dashboard {call.path['id']} is not published.")
    return found


@SERVICE.delete(f"{ROOT}/{{id}}/published")
def unpublish(call: Call) -> Json:
    """Take back what is published."""
    dashboard = {key: one for key, one in _require(call).items() if key != "_published"}
    call.tx.put(KIND, dashboard["id"], dashboard)
    return {}


@SERVICE.delete(f"{ROOT}/{{id}}")
def delete(call: Call) -> Json | Answer:
    """Delete a dashboard; the sandbox keeps no trash."""
    dashboard = _require(call)
    call.tx.delete(KIND, dashboard["id"])
    call.tx.delete("permissions", f"dashboards/{dashboard['id']}")
    return {}


@SERVICE.lists("dashboards")
def _list(tx: Transaction) -> list[Json]:
    return [
        {
            "name": one["display_name"],
            "folder": one["_folder"],
            "pages": len(json.loads(one["serialized_dashboard"]).get("pages", [])),
            "published": "_published" in one,
        }
        for one in tx.all(KIND)
    ]


def _require(call: Call) -> Document:
    found = call.tx.get(KIND, call.path["id"])
    if found is None:
        raise missing(f"Unable to find dashboard {call.path['id']}: it does not exist.")
    return found


def _write(call: Call, dashboard: Document) -> Json:
    require_fields(dashboard, ("display_name",))
    if dashboard.get("warehouse_id"):
        require_warehouse(call.tx, dashboard["warehouse_id"])
    try:
        is_object = isinstance(json.loads(dashboard["serialized_dashboard"]), dict)
    except ValueError:
        is_object = False
    if not is_object:
        raise invalid("Failed to parse serialized_dashboard: it must be a JSON object")
    require_free_name(
        call,
        KIND,
        folder=dashboard["_folder"],
        name=dashboard["display_name"],
        but=dashboard["id"],
    )
    dashboard = {
        **dashboard,
        "_version": dashboard["_version"] + 1,
        "update_time": iso(call.now),
    }
    call.tx.put(KIND, dashboard["id"], dashboard)
    return _answer(dashboard)


def _etag(dashboard: Document) -> str:
    return str(dashboard["_version"])


def _answer(dashboard: Document) -> Json:
    # The spelling of the request: the provider compares folders as text.
    folder = dashboard["_asked"]
    shown = public(dashboard)
    return {
        **shown,
        "dashboard_id": shown.pop("id"),
        "etag": _etag(dashboard),
        "parent_path": folder,
        "path": f"{dashboard['_folder'].rstrip('/')}/{dashboard['display_name']}.lvdash.json",
    }


SERVICE.permission_kinds.append(
    PermissionKind(
        path="dashboards",
        object_type="dashboard",
        levels=("CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"),
        find=lambda tx, key: tx.get(KIND, key),
    )
)
