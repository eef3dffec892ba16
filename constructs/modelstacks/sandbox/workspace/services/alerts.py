"""Alerts that hold their own query and schedule.

What was not asked for is not answered, apart from what is Databricks' own: the provider is strict.
"""

from typing import Literal

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Call, public
from modelstacks.sandbox.workspace.cron import check_cron
from modelstacks.sandbox.workspace.errors import invalid, missing
from modelstacks.sandbox.workspace.ids import new_uuid
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.principals import find_service_principal, find_user
from modelstacks.sandbox.workspace.service import PermissionKind, Service
from modelstacks.sandbox.workspace.sql_objects import changed, folder_of, require_fields
from modelstacks.sandbox.workspace.timestamps import iso
from modelstacks.sandbox.workspace.warehouses import require_warehouse

SERVICE = Service("alerts")
ROOT = "/api/2.0/alerts"
KIND = "alert_v2"
_REQUIRED = ("display_name", "query_text", "warehouse_id", "evaluation", "schedule")
_Aggregation = Literal["SUM", "COUNT", "COUNT_DISTINCT", "AVG", "MEDIAN", "MIN", "MAX", "STDDEV"]


class Column(Message):
    """A column of the query's answer."""

    name: str
    aggregation: _Aggregation | None = None
    display: str | None = None


class Value(Message):
    """A number, a text or a truth value."""

    string_value: str | None = None
    double_value: float | int | None = None
    bool_value: bool | None = None


class Operand(Message):
    """What a column is compared with."""

    column: Column | None = None
    value: Value | None = None


class Subscription(Message):
    """Who is told."""

    user_email: str | None = None
    destination_id: str | None = None


class Notification(Message):
    """How it is told."""

    notify_on_ok: bool | None = None
    retrigger_seconds: int | None = None
    subscriptions: list[Subscription] | None = None


class Evaluation(Message):
    """When the alert is raised."""

    comparison_operator: Literal[
        "GREATER_THAN",
        "GREATER_THAN_OR_EQUAL",
        "LESS_THAN",
        "LESS_THAN_OR_EQUAL",
        "EQUAL",
        "NOT_EQUAL",
        "IS_NULL",
        "IS_NOT_NULL",
    ]
    source: Column
    threshold: Operand | None = None
    empty_result_state: Literal["UNKNOWN", "OK", "TRIGGERED", "ERROR"] | None = None
    notification: Notification | None = None


class Schedule(Message):
    """When it is looked."""

    quartz_cron_schedule: str
    timezone_id: str
    pause_status: Literal["PAUSED", "UNPAUSED"] | None = None


class RunAs(Message):
    """As whom it is looked."""

    user_name: str | None = None
    service_principal_name: str | None = None


class AlertFields(Message):
    """An alert as its maker describes it."""

    display_name: str | None = None
    query_text: str | None = None
    warehouse_id: str | None = None
    evaluation: Evaluation | None = None
    schedule: Schedule | None = None
    custom_summary: str | None = None
    custom_description: str | None = None
    parent_path: str | None = None
    run_as: RunAs | None = None
    run_as_user_name: str | None = None


@SERVICE.post(ROOT)
def create(call: Call) -> Json:
    """Create an alert."""
    sent = call.read(AlertFields).as_sent()
    alert = {
        **sent,
        "id": new_uuid(),
        "_folder": folder_of(call, sent.get("parent_path")),
        "owner_user_name": call.options.user_name,
        "lifecycle_state": "ACTIVE",
        "create_time": iso(call.now),
    }
    return _write(call, alert)


@SERVICE.get(ROOT)
def find(call: Call) -> Json:
    """List the alerts."""
    return {"alerts": [public(one) for one in call.tx.all(KIND)]}


@SERVICE.get(f"{ROOT}/{{id}}")
def get(call: Call) -> Json:
    """Answer one alert."""
    return public(_require(call))


@SERVICE.patch(f"{ROOT}/{{id}}")
def update(call: Call) -> Json:
    """Change the fields that the mask in the query names. The folder stays what it was."""
    alert, sent = _require(call), call.read(AlertFields).as_sent()
    fresh = changed(AlertFields, alert, sent, call.query.get("update_mask", ""))
    if fresh.get("parent_path") != alert.get("parent_path"):
        raise invalid("parent_path can only be set on create, and cannot be updated")
    return _write(call, fresh)


@SERVICE.delete(f"{ROOT}/{{id}}")
def delete(call: Call) -> Json:
    """Delete an alert; the sandbox keeps no trash."""
    alert = _require(call)
    call.tx.delete(KIND, alert["id"])
    call.tx.delete("permissions", f"alertsv2/{alert['id']}")
    return {}


@SERVICE.lists("alerts_v2")
def _list(tx: Transaction) -> list[Json]:
    return [
        {
            "name": one["display_name"],
            "when": _when(one["evaluation"]),
            "looks": one["schedule"]["quartz_cron_schedule"],
            "paused": one["schedule"].get("pause_status") == "PAUSED",
            "tells": _told(tx, one["evaluation"]),
        }
        for one in tx.all(KIND)
    ]


def _when(evaluation: Json) -> str:
    operand = evaluation.get("threshold", {})
    against = operand.get("value") or {"column": operand.get("column", {}).get("name")}
    shown = "".join(f" {one}" for one in against.values() if one is not None)
    operator = evaluation["comparison_operator"].lower().replace("_", " ")
    return f"{evaluation['source']['name']} {operator}{shown}"


def _told(tx: Transaction, evaluation: Json) -> list[str]:
    told = []
    for one in evaluation.get("notification", {}).get("subscriptions", []):
        place = tx.get("notification_destination", one.get("destination_id", "")) or {}
        told.append(one.get("user_email") or place.get("display_name", "gone"))
    return told


def _require(call: Call) -> Document:
    found = call.tx.get(KIND, call.path["id"])
    if found is None:
        raise missing(f"Alert {call.path['id']} does not exist.")
    return found


def _write(call: Call, alert: Document) -> Json:
    require_fields(alert, _REQUIRED)
    require_warehouse(call.tx, alert["warehouse_id"])
    schedule = alert["schedule"]
    check_cron(schedule["quartz_cron_schedule"], schedule["timezone_id"])
    _check_evaluation(call, alert["evaluation"])
    alert = {
        **alert,
        "effective_run_as": _run_as(call, alert),
        "update_time": iso(call.now),
    }
    call.tx.put(KIND, alert["id"], alert)
    return public(alert)


def _check_evaluation(call: Call, evaluation: Json) -> None:
    operator, threshold = evaluation["comparison_operator"], evaluation.get("threshold")
    if not operator.endswith("NULL") and threshold is None:
        raise invalid(f"evaluation.threshold is required for {operator}")
    if threshold is not None:
        if len(threshold) != 1:
            raise invalid("evaluation.threshold needs exactly one of column and value")
        if "value" in threshold and len(threshold["value"]) != 1:
            raise invalid("evaluation.threshold.value needs exactly one value")
    notification = evaluation.get("notification", {})
    if notification.get("retrigger_seconds", 0) < 0:
        raise invalid("evaluation.notification.retrigger_seconds must not be negative")
    for one in notification.get("subscriptions", []):
        if len(one) != 1:
            raise invalid("A subscription needs exactly one of user_email and destination_id")
        key = one.get("destination_id")
        if key is not None and call.tx.get("notification_destination", key) is None:
            raise missing(f"Notification destination {key} does not exist")


def _run_as(call: Call, alert: Document) -> Json:
    run_as = alert.get("run_as") or {}
    if len(run_as) > 1:
        raise invalid("run_as needs one of user_name and service_principal_name")
    user, principal = run_as.get("user_name"), run_as.get("service_principal_name")
    name = alert.get("run_as_user_name")
    if name:
        principal = name if find_service_principal(call.tx, name) is not None else None
        user = None if principal else name
    if principal and find_service_principal(call.tx, principal) is None:
        raise invalid(f"run_as: service principal {principal} does not exist")
    if user and find_user(call.tx, user) is None:
        raise invalid(f"run_as: user {user} does not exist")
    if principal:
        return {"service_principal_name": principal}
    return {"user_name": user or call.options.user_name}


SERVICE.permission_kinds.append(
    PermissionKind(
        path="alertsv2",
        object_type="alertv2",
        levels=("CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"),
        find=lambda tx, key: tx.get(KIND, key),
    )
)
