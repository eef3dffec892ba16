"""Registered models of Unity Catalog."""

from modelstacks.sandbox.providers.databricks.bodies import stored, to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.tables.unity_catalog import NAMES, UC, patch
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object


def _model_path(call: Call) -> str:
    return f"{UC}/models/{call.id}"


_MODEL = ("catalog_name", "schema_name", "name", "comment", "storage_location", "browse_only",
          "aliases")  # fmt: skip
_MODEL_UPDATE = (*_MODEL, "created_at", "created_by", "metastore_id", "updated_at", "updated_by")


def create_model(call: Call) -> None:
    """Create; then the owner, if given."""
    answer = call.client.post(f"{UC}/models", to_api(call.block, call.values, only=_MODEL))
    call.id = str(answer["full_name"])
    if call.values.get("owner"):
        body = to_api(call.block, call.values, only=("comment", "owner"))
        call.client.patch(_model_path(call), body)


def read_model(call: Call) -> Object | None:
    """Read."""
    return stored(call, call.client.get(_model_path(call)))


def update_model(call: Call) -> None:
    """Change in place. The official provider sends the same body twice; once does it."""
    patch(call, _model_path(call), _MODEL_UPDATE)


def delete_model(call: Call) -> None:
    """Delete."""
    call.client.delete(_model_path(call))


TABLES = (
    ResourceTable(
        type_name="databricks_registered_model",
        create=create_model,
        read=read_model,
        update=update_model,
        delete=delete_model,
        behaviour=behaviour("databricks_registered_model", suppressions=NAMES),
    ),
)
