"""Dashboards: a draft, published at once. A change made elsewhere is seen by the etag."""

import hashlib
from pathlib import Path
from typing import Any

from modelstacks.sandbox.providers.databricks.bodies import stored, to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.rest import ApiError, MissingError
from modelstacks.sandbox.providers.databricks.tables.workspace_prefix import same_folder
from modelstacks.sandbox.providers.plugin.behaviour import Change
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Object

Json = dict[str, Any]

_DASHBOARDS = "/api/2.0/lakeview/dashboards"
_FIELDS = ("display_name", "parent_path", "warehouse_id", "etag")
_OWN = ("embed_credentials", "file_path", "md5", "dashboard_change_detected")
_FORBIDDEN = 403


def _content(values: Any) -> str:
    path = values.get("file_path")
    if not path:
        return str(values.get("serialized_dashboard") or "")
    try:
        return Path(path).read_text()
    except OSError as error:
        raise ProviderError(f"cannot read {path}: {error.strerror}", path=("file_path",)) from error


def _digest(content: str) -> str:
    return hashlib.md5(content.encode(), usedforsecurity=False).hexdigest()


def same_content(change: Change) -> bool:
    """Suppress a difference in how the same content is written, unless it was changed elsewhere."""
    configured = {**change.new_siblings, "serialized_dashboard": change.new}
    if UNKNOWN in (change.new, configured.get("file_path")):
        return False
    known = change.old_siblings
    is_same = known.get("md5") == _digest(_content(configured))
    return is_same and not known.get("dashboard_change_detected")


def plan(call: Call) -> None:
    """Plan the checksum; and anew what a change of any kind changes along."""
    if call.prior and not call.changed_besides("md5", "etag", "update_time", "path"):
        return
    told = (call.values.get("serialized_dashboard"), call.values.get("file_path"))
    call.values["md5"] = UNKNOWN if UNKNOWN in told else _digest(_content(call.values))
    for name in ("etag", "update_time", "path"):
        call.values[name] = UNKNOWN


def _send(call: Call) -> Json:
    body = to_api(call.block, call.values, only=_FIELDS)
    content = _content(call.values)
    call.values["md5"] = _digest(content)
    return {**body, "serialized_dashboard": content} if content else body


def _publish(call: Call, dashboard_id: str) -> None:
    body = {
        "warehouse_id": call.values["warehouse_id"],
        "embed_credentials": bool(call.values.get("embed_credentials")),
    }
    try:
        call.client.post(f"{_DASHBOARDS}/{dashboard_id}/published", body)
    except ProviderError:
        # A dashboard that cannot be published is not left behind.
        call.client.delete(f"{_DASHBOARDS}/{dashboard_id}")
        raise


def create(call: Call) -> None:
    """Create, with its folder if that is missing, and publish."""
    body = _send(call)
    body.pop("etag", None)
    try:
        made = call.client.post(_DASHBOARDS, body)
    except MissingError as error:
        if not (error.message.startswith("Path (") and error.message.endswith(") doesn't exist.")):
            raise
        call.client.post("/api/2.0/workspace/mkdirs", {"path": body["parent_path"]})
        made = call.client.post(_DASHBOARDS, body)
    call.values["etag"] = made["etag"]
    _publish(call, made["dashboard_id"])
    call.id = str(made["dashboard_id"])


def read(call: Call) -> Object | None:
    """Read the draft."""
    answer = call.client.get(f"{_DASHBOARDS}/{call.id}")
    if answer.get("lifecycle_state") == "TRASHED":
        return None
    values = stored(call, answer, skip=_OWN)
    known = call.values.get("etag")
    values["dashboard_change_detected"] = bool(known) and answer.get("etag") != known
    if call.values.get("md5"):
        values["md5"] = call.values["md5"]
    return values


def update(call: Call) -> None:
    """Change the draft and publish it."""
    body = {**_send(call), "dashboard_id": call.id, "etag": call.prior.get("etag")}
    call.values["etag"] = call.client.patch(f"{_DASHBOARDS}/{call.id}", body)["etag"]
    _publish(call, str(call.id))


def delete(call: Call) -> None:
    """Delete; one that lies in the trash is deleted."""
    try:
        call.client.delete(f"{_DASHBOARDS}/{call.id}")
    except ApiError as error:
        if error.status != _FORBIDDEN:
            raise
        if call.client.get(f"{_DASHBOARDS}/{call.id}").get("lifecycle_state") != "TRASHED":
            raise


TABLES = (
    ResourceTable(
        type_name="databricks_dashboard",
        create=create,
        read=read,
        update=update,
        delete=delete,
        customize=plan,
        behaviour=behaviour(
            "databricks_dashboard",
            suppressions={"parent_path": same_folder, "serialized_dashboard": same_content},
        ),
    ),
)
