"""The schema file is what the bindings and the corrections say."""

from typing import Any

import pytest

from modelstacks.sandbox.providers import derive_schema
from modelstacks.sandbox.providers.databricks import facts, tables
from modelstacks.sandbox.providers.databricks.provider import DatabricksProvider
from modelstacks.sandbox.providers.plugin.protocol import pb
from modelstacks.sandbox.providers.plugin.wire import schemas_message

_DOCUMENT = facts.schema_document()
_SOURCE = derive_schema.SOURCES["databricks"]


def test_deriving_again_gives_the_file_in_the_repository() -> None:
    assert _SOURCE.schema.read_text() == derive_schema.derived_text(_SOURCE)


def test_the_encoded_file_says_the_same() -> None:
    encoded = pb.GetProviderSchema.Response.FromString(facts.encoded_schemas())
    assert encoded == schemas_message(DatabricksProvider())


def test_everything_is_there_and_says_where_it_is_from() -> None:
    assert len(_DOCUMENT["resource_schemas"]) == 136
    assert len(_DOCUMENT["data_source_schemas"]) == 112
    assert _DOCUMENT["about"]["provider_version"] == "1.99.0"
    assert "cdktf-cdktf-provider-databricks 15.16.1" in _DOCUMENT["about"]["source"]


def _at(path: str) -> Any:
    type_name, *names = path.split(".")
    found = _DOCUMENT["resource_schemas"][type_name]
    for name in names:
        block = found["block"]
        found = block.get("attributes", {}).get(name) or block["block_types"][name]
    return found


def test_the_corrections_are_merged_in() -> None:
    assert _at("databricks_cluster")["version"] == 4
    assert _at("databricks_cluster.init_scripts")["max_items"] == 10
    assert _at("databricks_secret.string_value")["sensitive"]
    assert _at("databricks_cluster.docker_image.basic_auth.password")["sensitive"]


def test_flags_and_shapes_are_read_off_the_bindings() -> None:
    assert _at("databricks_cluster.spark_version") == {"type": "string", "required": True}
    assert _at("databricks_cluster.default_tags")["type"] == ["map", "string"]
    assert _at("databricks_cluster.autoscale")["max_items"] == 1
    assert _at("databricks_cluster.library")["nesting_mode"] == "set"
    assert _at("databricks_job.task.library")["nesting_mode"] == "list"
    assert _at("databricks_alert_v2.evaluation")["nested_type"]["nesting_mode"] == "single"


@pytest.mark.parametrize("name", tables.served_resources())
def test_every_served_type_has_a_schema_and_its_behaviour_fits_it(name: str) -> None:
    table = tables.resource(name)
    assert table is not None
    assert table.type_name == name
    paths = {
        *table.behaviour.defaults,
        *table.behaviour.force_new,
        *table.behaviour.suppressions,
        *table.behaviour.computed_blocks,
    }
    for path in paths:
        _at(".".join([name, *path]))


@pytest.mark.parametrize("name", tables.served_data_sources())
def test_every_served_data_source_has_a_schema(name: str) -> None:
    assert tables.data_source(name) is not None
    assert name in _DOCUMENT["data_source_schemas"]


def test_what_is_not_in_the_table_is_not_served() -> None:
    assert tables.resource("databricks_mws_networks") is None
    assert tables.data_source("databricks_clusters") is None
