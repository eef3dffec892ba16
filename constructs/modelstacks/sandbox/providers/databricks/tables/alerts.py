"""Alerts that hold their own query and schedule (framework kind: strict values)."""

from modelstacks.sandbox.providers.databricks.framework_bodies import body_of, recompute, values_of
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

_ALERTS = "/api/2.0/alerts"
_MASK = (
    "custom_description,custom_summary,display_name,evaluation,parent_path,query_text,run_as,"
    "run_as_user_name,schedule,warehouse_id"
)


def plan(call: Call) -> None:
    """Plan anew what only the platform sets, if anything changes."""
    if call.prior and call.values != call.prior:
        recompute(call.block, call.values)


def _take(call: Call, answer: Object) -> None:
    call.id = str(answer["id"])
    call.values.update(values_of(call.block, answer))


def create(call: Call) -> None:
    """Create. The answer is the state: nothing is read after it."""
    _take(call, call.client.post(_ALERTS, body_of(call.block, call.values)))


def read(call: Call) -> Object | None:
    """Read."""
    return values_of(call.block, call.client.get(f"{_ALERTS}/{call.id}"))


def update(call: Call) -> None:
    """Change in place. The mask names all that can be configured, whether or not it changes."""
    body = body_of(call.block, {**call.values, "id": call.id})
    answer = call.client.patch(f"{_ALERTS}/{call.id}", body, update_mask=_MASK)
    _take(call, answer)


def delete(call: Call) -> None:
    """Delete."""
    call.client.delete(f"{_ALERTS}/{call.id}")


TABLES = (
    ResourceTable(
        type_name="databricks_alert_v2",
        create=create,
        read=read,
        update=update,
        delete=delete,
        customize=plan,
        reads_after_write=lambda _call: False,
    ),
)
