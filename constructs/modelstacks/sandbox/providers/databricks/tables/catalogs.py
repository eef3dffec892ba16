"""Catalogs of Unity Catalog."""

from modelstacks.sandbox.providers.databricks.bodies import stored, to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.tables.isolation import bind
from modelstacks.sandbox.providers.databricks.tables.unity_catalog import (
    UC,
    check_metastore,
    closing_slash,
    force,
    patch,
)
from modelstacks.sandbox.providers.plugin.behaviour import letter_case
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object


def _catalog_path(call: Call) -> str:
    return f"{UC}/catalogs/{call.id}"


_CATALOG = (
    "name", "comment", "properties", "storage_root", "provider_name", "share_name",
    "connection_name", "options",
)  # fmt: skip
_CATALOG_UPDATE = ("comment", "properties", "isolation_mode", "enable_predictive_optimization")


def create_catalog(call: Call) -> None:
    """Create it without its default schema; bind the workspace to an isolated one."""
    check_metastore(call)
    answer = call.client.post(f"{UC}/catalogs", to_api(call.block, call.values, only=_CATALOG))
    call.id = str(answer["name"])
    if not answer.get("share_name") and not answer.get("connection_name"):
        call.client.delete(f"{UC}/schemas/{call.id}.default")
    after = ("owner", "isolation_mode", "enable_predictive_optimization")
    if any(call.values.get(name) for name in after):
        body = to_api(call.block, call.values, only=(*_CATALOG_UPDATE, "owner"))
        call.client.patch(_catalog_path(call), body)
        bind(call, "catalog")


def read_catalog(call: Call) -> Object | None:
    """Read."""
    answer = call.client.get(_catalog_path(call))
    flag = ("effective_predictive_optimization_flag",)
    return stored(call, answer, skip=("force_destroy",), computed=flag)


def update_catalog(call: Call) -> None:
    """Change in place."""
    check_metastore(call)
    if not call.changed_besides("force_destroy", "timeouts"):
        return
    renamed = call.changed("name")
    patch(
        call,
        _catalog_path(call),
        _CATALOG_UPDATE,
        {"new_name": call.values["name"]} if renamed else None,
    )
    bind(call, "catalog")


def delete_catalog(call: Call) -> None:
    """Delete; the workspace must be bound to an isolated one to do so."""
    check_metastore(call)
    if call.values.get("isolation_mode") == "ISOLATED":
        workspace = call.client.get(f"{UC}/current-metastore-assignment").get("workspace_id")
        body = {"assign_workspaces": [workspace]}
        call.client.patch(f"{UC}/workspace-bindings/catalogs/{call.id}", body)
    call.client.delete(_catalog_path(call), **force(call))


TABLES = (
    ResourceTable(
        type_name="databricks_catalog",
        create=create_catalog,
        read=read_catalog,
        update=update_catalog,
        delete=delete_catalog,
        behaviour=behaviour(
            "databricks_catalog",
            suppressions={
                **dict.fromkeys(
                    ("name", "connection_name", "share_name", "provider_name"), letter_case
                ),
                "storage_root": closing_slash,
            },
        ),
    ),
)
