"""Unity Catalog: catalogs, schemas, volumes, registered models.

They share one pattern: create, then set the owner in a call of its own; on update the owner first,
the rest after it.
"""

from collections.abc import Sequence
from typing import Any

from modelstacks.sandbox.providers.databricks.bodies import stored, to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.plugin.behaviour import Change, letter_case
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

Json = dict[str, Any]

_UC = "/api/2.1/unity-catalog"
_FULL_NAME_PARTS = 3


def closing_slash(change: Change) -> bool:
    """Suppress a slash at the end."""
    return bool(str(change.old).rstrip("/") == str(change.new or "").rstrip("/"))


def closing_slash_or_unset(change: Change) -> bool:
    """Suppress a slash at the end, and a location that the platform chose."""
    return not change.new or closing_slash(change)


def _check_metastore(call: Call) -> None:
    wanted = call.values.get("metastore_id")
    if not wanted:
        return
    assigned = call.client.get(f"{_UC}/current-metastore-assignment").get("metastore_id")
    if assigned != wanted:
        raise ProviderError(
            f"metastore_id must be empty or that of the workspace: {assigned}",
            path=("metastore_id",),
        )


def _update(call: Call, path: str, names: Sequence[str], extra: Json | None = None) -> None:
    """PATCH the owner, then the rest; take the owner back if the rest is refused."""
    owner = call.changed("owner")
    if owner:
        call.client.patch(path, {"owner": call.values.get("owner")})
    if not call.changed_besides("owner", "timeouts"):
        return
    body = {**to_api(call.block, call.values, only=names), **(extra or {})}
    if call.changed("comment"):
        body.setdefault("comment", "")
    try:
        answer = call.client.patch(path, body)
    except ProviderError:
        if owner:
            call.client.patch(path, {"owner": call.prior.get("owner")})
        raise
    call.id = answer.get("full_name") or answer.get("name") or call.id


def _catalog_path(call: Call) -> str:
    return f"{_UC}/catalogs/{call.id}"


_CATALOG = (
    "name", "comment", "properties", "storage_root", "provider_name", "share_name",
    "connection_name", "options",
)  # fmt: skip
_CATALOG_UPDATE = ("comment", "properties", "isolation_mode", "enable_predictive_optimization")


def create_catalog(call: Call) -> None:
    """Create it without its default schema; bind the workspace to an isolated one."""
    _check_metastore(call)
    answer = call.client.post(f"{_UC}/catalogs", to_api(call.block, call.values, only=_CATALOG))
    call.id = str(answer["name"])
    if not answer.get("share_name") and not answer.get("connection_name"):
        call.client.delete(f"{_UC}/schemas/{call.id}.default")
    after = ("owner", "isolation_mode", "enable_predictive_optimization")
    if any(call.values.get(name) for name in after):
        body = to_api(call.block, call.values, only=(*_CATALOG_UPDATE, "owner"))
        call.client.patch(_catalog_path(call), body)
        _bind(call)


def _bind(call: Call) -> None:
    if call.values.get("isolation_mode") != "ISOLATED":
        return
    workspace = call.client.get(f"{_UC}/current-metastore-assignment").get("workspace_id")
    binding = {"binding_type": "BINDING_TYPE_READ_WRITE", "workspace_id": workspace}
    call.client.patch(f"{_UC}/bindings/catalog/{call.id}", {"add": [binding]})


def read_catalog(call: Call) -> Object | None:
    """Read."""
    answer = call.client.get(_catalog_path(call))
    flag = ("effective_predictive_optimization_flag",)
    return stored(call, answer, skip=("force_destroy",), computed=flag)


def update_catalog(call: Call) -> None:
    """Change in place."""
    _check_metastore(call)
    if not call.changed_besides("force_destroy", "timeouts"):
        return
    renamed = call.changed("name")
    _update(
        call,
        _catalog_path(call),
        _CATALOG_UPDATE,
        {"new_name": call.values["name"]} if renamed else None,
    )
    _bind(call)


def delete_catalog(call: Call) -> None:
    """Delete; the workspace must be bound to an isolated one to do so."""
    _check_metastore(call)
    if call.values.get("isolation_mode") == "ISOLATED":
        workspace = call.client.get(f"{_UC}/current-metastore-assignment").get("workspace_id")
        body = {"assign_workspaces": [workspace]}
        call.client.patch(f"{_UC}/workspace-bindings/catalogs/{call.id}", body)
    call.client.delete(_catalog_path(call), **_force(call))


def _force(call: Call) -> Json:
    return {"force": "true"} if call.values.get("force_destroy") else {}


def _schema_path(call: Call) -> str:
    return f"{_UC}/schemas/{call.id}"


_SCHEMA = ("catalog_name", "name", "comment", "properties", "storage_root")
_SCHEMA_UPDATE = ("comment", "properties", "enable_predictive_optimization")


def create_schema(call: Call) -> None:
    """Create; then owner and predictive optimization, if given."""
    _check_metastore(call)
    answer = call.client.post(f"{_UC}/schemas", to_api(call.block, call.values, only=_SCHEMA))
    call.id = str(answer["full_name"])
    if call.values.get("owner") or call.values.get("enable_predictive_optimization"):
        body = to_api(call.block, call.values, only=(*_SCHEMA_UPDATE, "owner"))
        call.client.patch(_schema_path(call), body)


def read_schema(call: Call) -> Object | None:
    """Read."""
    return stored(call, call.client.get(_schema_path(call)), skip=("force_destroy",))


def update_schema(call: Call) -> None:
    """Change in place."""
    _check_metastore(call)
    if call.changed_besides("force_destroy", "timeouts"):
        _update(call, _schema_path(call), _SCHEMA_UPDATE)


def delete_schema(call: Call) -> None:
    """Delete."""
    _check_metastore(call)
    call.client.delete(_schema_path(call), **_force(call))


def _volume_path(call: Call) -> str:
    return f"{_UC}/volumes/{call.id}"


_VOLUME = ("catalog_name", "schema_name", "name", "comment", "storage_location", "volume_type")


def create_volume(call: Call) -> None:
    """Create; then the owner, if given."""
    answer = call.client.post(f"{_UC}/volumes", to_api(call.block, call.values, only=_VOLUME))
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
    _update(call, _volume_path(call), ("comment",), extra)


def delete_volume(call: Call) -> None:
    """Delete."""
    call.client.delete(_volume_path(call))


def _model_path(call: Call) -> str:
    return f"{_UC}/models/{call.id}"


_MODEL = ("catalog_name", "schema_name", "name", "comment", "storage_location", "browse_only",
          "aliases")  # fmt: skip
_MODEL_UPDATE = (*_MODEL, "created_at", "created_by", "metastore_id", "updated_at", "updated_by")


def create_model(call: Call) -> None:
    """Create; then the owner, if given."""
    answer = call.client.post(f"{_UC}/models", to_api(call.block, call.values, only=_MODEL))
    call.id = str(answer["full_name"])
    if call.values.get("owner"):
        body = to_api(call.block, call.values, only=("comment", "owner"))
        call.client.patch(_model_path(call), body)


def read_model(call: Call) -> Object | None:
    """Read."""
    return stored(call, call.client.get(_model_path(call)))


def update_model(call: Call) -> None:
    """Change in place. The official provider sends the same body twice; once does it."""
    _update(call, _model_path(call), _MODEL_UPDATE)


def delete_model(call: Call) -> None:
    """Delete."""
    call.client.delete(_model_path(call))


_NAMES = dict.fromkeys(("name", "catalog_name", "schema_name"), letter_case)

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
    ResourceTable(
        type_name="databricks_schema",
        create=create_schema,
        read=read_schema,
        update=update_schema,
        delete=delete_schema,
        behaviour=behaviour(
            "databricks_schema", suppressions={**_NAMES, "storage_root": closing_slash}
        ),
    ),
    ResourceTable(
        type_name="databricks_volume",
        create=create_volume,
        read=read_volume,
        update=update_volume,
        delete=delete_volume,
        behaviour=behaviour(
            "databricks_volume",
            suppressions={**_NAMES, "storage_location": closing_slash_or_unset},
        ),
    ),
    ResourceTable(
        type_name="databricks_registered_model",
        create=create_model,
        read=read_model,
        update=update_model,
        delete=delete_model,
        behaviour=behaviour("databricks_registered_model", suppressions=_NAMES),
    ),
)
