"""Alerts on a query that is an object of its own (the older API)."""

from typing import Any, Literal

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Call, public
from modelstacks.sandbox.workspace.errors import invalid, missing
from modelstacks.sandbox.workspace.ids import new_uuid
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.service import PermissionKind, Service
from modelstacks.sandbox.workspace.services.sql_queries import require_query
from modelstacks.sandbox.workspace.sql_objects import (
    changed,
    folder_of,
    require_fields,
    require_free_name,
)
from modelstacks.sandbox.workspace.timestamps import iso

SERVICE = Service("sql_alerts")
ROOT = "/api/2.0/sql/alerts"
KIND = "alert"
_VALUES = ("string_value", "double_value", "bool_value")


class Column(Message):
    """A column of the query's answer."""

    name: str


class Operand(Message):
    """What is compared."""

    column: Column


class Value(Message):
    """A number, a text or a truth value."""

    string_value: str | None = None
    double_value: float | int | None = None
    bool_value: bool | None = None


class Threshold(Message):
    """What it is compared with."""

    value: Value


class Condition(Message):
    """When the alert is raised."""

    op: Literal[
        "GREATER_THAN",
        "GREATER_THAN_OR_EQUAL",
        "LESS_THAN",
        "LESS_THAN_OR_EQUAL",
        "EQUAL",
        "NOT_EQUAL",
        "IS_NULL",
    ]
    operand: Operand
    threshold: Threshold | None = None
    empty_result_state: Literal["UNKNOWN", "OK", "TRIGGERED"] | None = None


class AlertFields(Message):
    """An alert as its maker describes it."""

    display_name: str | None = None
    query_id: str | None = None
    condition: Condition | None = None
    custom_body: str | None = None
    custom_subject: str | None = None
    notify_on_ok: bool | None = None
    owner_user_name: str | None = None
    seconds_to_retrigger: int | None = None
    parent_path: str | None = None


class NewAlert(Message):
    """Creates an alert."""

    alert: AlertFields
    auto_resolve_display_name: bool = False


class Change(NewAlert):
    """Changes an alert."""

    update_mask: str


@SERVICE.post(ROOT)
def create(call: Call) -> Json:
    """Create an alert on a query that exists."""
    sent = call.read(NewAlert).alert.as_sent()
    folder = folder_of(call, sent.pop("parent_path", None))
    alert = {
        "owner_user_name": call.options.user_name,
        "notify_on_ok": True,
        **sent,
        "id": new_uuid(),
        "_folder": folder,
        "create_time": iso(call.now),
        "lifecycle_state": "ACTIVE",
        "state": "UNKNOWN",
    }
    return _write(call, alert)


@SERVICE.get(ROOT)
def find(call: Call) -> Json:
    """List the alerts."""
    return {"results": [_answer(one) for one in call.tx.all(KIND)]}


@SERVICE.get(f"{ROOT}/{{id}}")
def get(call: Call) -> Json:
    """Answer one alert."""
    return _answer(_require(call))


@SERVICE.patch(f"{ROOT}/{{id}}")
def update(call: Call) -> Json:
    """Change the fields that the mask names."""
    alert, change = _require(call), call.read(Change)
    if "parent_path" in change.update_mask.split(","):
        raise invalid("parent_path cannot be updated")
    return _write(call, changed(AlertFields, alert, change.alert.as_sent(), change.update_mask))


@SERVICE.delete(f"{ROOT}/{{id}}")
def delete(call: Call) -> Json:
    """Delete an alert; the sandbox keeps no trash."""
    alert = _require(call)
    call.tx.delete(KIND, alert["id"])
    call.tx.delete("permissions", f"sql/alerts/{alert['id']}")
    return {}


@SERVICE.lists("alerts")
def _list(tx: Transaction) -> list[Json]:
    return [
        {
            "name": one["display_name"],
            "when": _when(one["condition"]),
            "query": (tx.get("query", one["query_id"]) or {}).get("display_name", "gone"),
        }
        for one in tx.all(KIND)
    ]


def _when(condition: Json) -> str:
    value: dict[str, Any] = condition.get("threshold", {}).get("value", {})
    against = "".join(f" {one}" for one in value.values())
    operator = condition["op"].lower().replace("_", " ")
    return f"{condition['operand']['column']['name']} {operator}{against}"


def _require(call: Call) -> Document:
    found = call.tx.get(KIND, call.path["id"])
    if found is None:
        raise missing(f"Alert {call.path['id']} does not exist.")
    return found


def _write(call: Call, alert: Document) -> Json:
    require_fields(alert, ("display_name", "query_id", "condition"))
    condition = alert["condition"]
    threshold = condition.get("threshold")
    if condition["op"] != "IS_NULL" and threshold is None:
        raise invalid(f"condition.threshold is required for {condition['op']}")
    if threshold is not None and len(threshold["value"]) != 1:
        # The provider does not send a threshold of 0, false or nothing.
        raise invalid(f"condition.threshold.value needs exactly one of {', '.join(_VALUES)}")
    if alert.get("seconds_to_retrigger", 0) < 0:
        raise invalid("seconds_to_retrigger must not be negative")
    require_query(call.tx, alert["query_id"])
    require_free_name(
        call, KIND, folder=alert["_folder"], name=alert["display_name"], but=alert["id"]
    )
    alert = {**alert, "update_time": iso(call.now)}
    call.tx.put(KIND, alert["id"], alert)
    return _answer(alert)


def _answer(alert: Document) -> Json:
    return {**public(alert), "parent_path": f"/Workspace{alert['_folder']}"}


SERVICE.permission_kinds.append(
    PermissionKind(
        path="sql/alerts",
        object_type="alert",
        levels=("CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"),
        find=lambda tx, key: tx.get(KIND, key),
    )
)
