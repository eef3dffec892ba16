"""Schemas of Unity Catalog."""

from modelstacks.sandbox.providers.databricks.bodies import stored, to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.tables.unity_catalog import (
    NAMES,
    UC,
    check_metastore,
    closing_slash,
    force,
    patch,
)
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object


def _schema_path(call: Call) -> str:
    return f"{UC}/schemas/{call.id}"


_SCHEMA = ("catalog_name", "name", "comment", "properties", "storage_root")
_SCHEMA_UPDATE = ("comment", "properties", "enable_predictive_optimization")


def create_schema(call: Call) -> None:
    """Create; then owner and predictive optimization, if given."""
    check_metastore(call)
    answer = call.client.post(f"{UC}/schemas", to_api(call.block, call.values, only=_SCHEMA))
    call.id = str(answer["full_name"])
    if call.values.get("owner") or call.values.get("enable_predictive_optimization"):
        body = to_api(call.block, call.values, only=(*_SCHEMA_UPDATE, "owner"))
        call.client.patch(_schema_path(call), body)


def read_schema(call: Call) -> Object | None:
    """Read."""
    return stored(call, call.client.get(_schema_path(call)), skip=("force_destroy",))


def update_schema(call: Call) -> None:
    """Change in place."""
    check_metastore(call)
    if call.changed_besides("force_destroy", "timeouts"):
        patch(call, _schema_path(call), _SCHEMA_UPDATE)


def delete_schema(call: Call) -> None:
    """Delete."""
    check_metastore(call)
    call.client.delete(_schema_path(call), **force(call))


TABLES = (
    ResourceTable(
        type_name="databricks_schema",
        create=create_schema,
        read=read_schema,
        update=update_schema,
        delete=delete_schema,
        behaviour=behaviour(
            "databricks_schema", suppressions={**NAMES, "storage_root": closing_slash}
        ),
    ),
)
