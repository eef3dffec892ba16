"""Instance pools."""

from typing import Any

from modelstacks.sandbox.providers.databricks.bodies import stored, to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.plugin.behaviour import Change
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

_POOLS = "/api/2.0/instance-pools"
_RENAMES: dict[tuple[str, ...], str] = {
    ("preloaded_docker_image",): "preloaded_docker_images",
    ("instance_pool_fleet_attributes", "launch_template_override"): "launch_template_overrides",
}


def zone(change: Change) -> bool:
    """Suppress the zone that the platform chose where it was asked to."""
    return change.new is None or str(change.new).lower() == "auto"


def _body(call: Call) -> dict[str, Any]:
    only = [name for name in call.block.names() if name not in ("id", "instance_pool_id")]
    body = to_api(call.block, call.values, only=only, renames=_RENAMES)
    # Sent by the official provider whether or not there are any.
    body.setdefault("custom_tags", None)
    body.setdefault("idle_instance_autotermination_minutes", 0)
    return body


def create(call: Call) -> None:
    """Create."""
    call.id = call.client.post(f"{_POOLS}/create", _body(call))["instance_pool_id"]


def read(call: Call) -> Object | None:
    """Read; a deleted pool still answers."""
    answer = call.client.get(f"{_POOLS}/get", instance_pool_id=call.id)
    if answer.get("state") == "DELETED":
        return None
    return stored(call, answer, renames=_RENAMES)


def update(call: Call) -> None:
    """Edit."""
    if call.id is None:
        raise ProviderError("the pool has no id")
    call.client.post(f"{_POOLS}/edit", {**_body(call), "instance_pool_id": call.id})


def delete(call: Call) -> None:
    """Delete."""
    call.client.post(f"{_POOLS}/delete", {"instance_pool_id": call.id})


TABLES = (
    ResourceTable(
        type_name="databricks_instance_pool",
        create=create,
        read=read,
        update=update,
        delete=delete,
        behaviour=behaviour(
            "databricks_instance_pool", suppressions={"aws_attributes.zone_id": zone}
        ),
    ),
)
