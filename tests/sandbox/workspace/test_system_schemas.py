"""Schemas of the system catalog."""

import pytest
from sandbox.workspace.workspace_client import UC, Api

from modelstacks.sandbox.workspace import WorkspaceOptions

ROOT = f"{UC}/metastores/{WorkspaceOptions.metastore_id}/systemschemas"


def state(api: Api, name: str) -> str:
    [found] = [one["state"] for one in api.get(ROOT)["schemas"] if one["schema"] == name]
    return str(found)


def test_a_schema_is_enabled_once_and_disabled(api: Api) -> None:
    assert state(api, "access") == "AVAILABLE"

    api.put(f"{ROOT}/access", {})

    assert state(api, "access") == "ENABLE_COMPLETED"
    assert api.inventory()["system_schemas"] == [{"name": "system.access"}]
    assert api.refused("PUT", f"{ROOT}/access")[2] == "Schema access already exists"

    api.delete(f"{ROOT}/access")
    assert state(api, "access") == "AVAILABLE"


@pytest.mark.parametrize("name", ["billing", "information_schema"])
def test_what_databricks_manages_nobody_else_changes(api: Api, name: str) -> None:
    told = f"{name} system schema can only be"
    assert api.refused("PUT", f"{ROOT}/{name}")[2] == f"{told} enabled by Databricks"
    assert api.refused("DELETE", f"{ROOT}/{name}")[2] == f"{told} disabled by Databricks"
    assert api.inventory()["system_schemas"] == []


def test_other_schemas_and_metastores_do_not_exist(api: Api) -> None:
    assert api.refused("PUT", f"{ROOT}/acess")[:2] == (404, "SCHEMA_DOES_NOT_EXIST")
    assert api.refused("GET", f"{UC}/metastores/other/systemschemas")[0] == 404
