"""Volumes of Unity Catalog."""

from modelstacks.sandbox.providers.databricks.bodies import stored, to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.tables.unity_catalog import (
    NAMES,
    UC,
    closing_slash_or_unset,
    patch,
)
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

_FULL_NAME_PARTS = 3


def _volume_path(call: Call) -> str:
    return f"{UC}/volumes/{call.id}"


_VOLUME = ("catalog_name", "schema_name", "name", "comment", "storage_location", "volume_type")


def create_volume(call: Call) -> None:
    """Create; then the owner, if given."""
    answer = call.client.post(f"{UC}/volumes", to_api(call.block, call.values, only=_VOLUME))
    call.id = str(answer["full_name"])
    if call.values.get("owner"):
        body = to_api(call.block, call.values, only=("comment", "owner"))
        call.client.patch(_volume_path(call), body)


def read_volume(call: Call) -> Object | None:
    """Read."""
    answer = call.client.get(_volume_path(call))
    values = stored(call, answer)
    values["volume_path"] = "/Volumes/" + str(answer["full_name"]).replace(".", "/")
    return values


def update_volume(call: Call) -> None:
    """Change in place, the name too."""
    parts = str(call.id).split(".")
    if len(parts) != _FULL_NAME_PARTS:
        raise ProviderError(f"the id {call.id} is not catalog.schema.volume")
    renamed = call.values["name"] != parts[-1]
    extra = {"new_name": call.values["name"]} if renamed else None
    patch(call, _volume_path(call), ("comment",), extra)


def delete_volume(call: Call) -> None:
    """Delete."""
    call.client.delete(_volume_path(call))


TABLES = (
    ResourceTable(
        type_name="databricks_volume",
        create=create_volume,
        read=read_volume,
        update=update_volume,
        delete=delete_volume,
        behaviour=behaviour(
            "databricks_volume",
            suppressions={**NAMES, "storage_location": closing_slash_or_unset},
        ),
    ),
)
