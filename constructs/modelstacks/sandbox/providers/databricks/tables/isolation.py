"""Objects of Unity Catalog that only some workspaces see: the own one is bound to them at once."""

from modelstacks.sandbox.providers.databricks.tables.unity_catalog import UC
from modelstacks.sandbox.providers.plugin.table import Call

_ISOLATED = ("ISOLATED", "ISOLATION_MODE_ISOLATED")


def bind(call: Call, kind: str) -> None:
    """Bind the workspace to an isolated object; else it could not be read any more."""
    if call.values.get("isolation_mode") not in _ISOLATED:
        return
    workspace = call.client.get(f"{UC}/current-metastore-assignment").get("workspace_id")
    binding = {"binding_type": "BINDING_TYPE_READ_WRITE", "workspace_id": workspace}
    call.client.patch(f"{UC}/bindings/{kind}/{call.id}", {"add": [binding]})
