"""What a change may take away."""

import json
from pathlib import Path
from typing import get_args

import pytest

from modelstacks.review import risks as module
from modelstacks.review.plan import Risk
from modelstacks.review.risks import judge, risk_of

FACTS = json.loads((Path(module.__file__).with_name("data") / "risks.json").read_text())

STATEFUL = (
    *("databricks_catalog", "databricks_schema", "databricks_volume", "databricks_metastore"),
    *("databricks_registered_model", "databricks_sql_table", "databricks_vector_search_index"),
    *("databricks_secret_scope", "databricks_mws_workspaces", "databricks_mws_networks"),
    *("aws_s3_bucket", "aws_kms_key", "aws_vpc", "aws_subnet", "aws_dynamodb_table"),
    *("aws_db_instance", "databricks_model_serving", "databricks_sql_endpoint"),
    *("databricks_instance_pool", "databricks_job", "databricks_mlflow_experiment"),
    *("azurerm_storage_account", "google_storage_bucket", "kubernetes_namespace"),
)


@pytest.mark.parametrize("type_", STATEFUL)
@pytest.mark.parametrize("change", ["destroy", "replace"])
def test_to_lose_what_holds_something_is_a_danger(type_: str, change: str) -> None:
    _, effect, level = judge(type_, change, "destroy first")  # type: ignore[arg-type]

    assert level == "danger"
    assert effect


@pytest.mark.parametrize("type_", ["databricks_permissions", "databricks_grants", "aws_iam_role"])
def test_to_lose_access_asks_for_caution(type_: str) -> None:
    assert judge(type_, "destroy", "")[2] == "caution"


@pytest.mark.parametrize("type_", ["terraform_data", "null_resource", "time_sleep"])
def test_what_holds_nothing_goes_unnoticed(type_: str) -> None:
    assert judge(type_, "destroy", "") == ((), "", "change")


@pytest.mark.parametrize(
    ("type_", "risk"),
    [
        ("digitalocean_database_cluster", "data"),
        ("hcloud_volume", "data"),
        ("oci_objectstorage_bucket", "data"),
        ("aws_new_thing_policy", "access"),
        ("snowflake_database", "data"),
        ("x_kms_key", "data"),
    ],
)
def test_types_of_other_providers_are_judged_by_their_last_words(type_: str, risk: Risk) -> None:
    found = risk_of(type_)

    assert risk in found.risks
    assert not found.is_known


@pytest.mark.parametrize("type_", ["bucket", "x_something", "", "_", "x"])
def test_a_type_that_says_nothing_is_treated_with_caution(type_: str) -> None:
    assert judge(type_, "destroy", "")[2] == "caution"
    assert judge(type_, "create", "")[2] == "change"


def test_an_update_that_is_noticed_is_told() -> None:
    assert judge("databricks_model_serving", "update", "")[2] == "caution"
    assert judge("databricks_registered_model", "update", "")[2] == "change"


def test_the_facts_are_whole() -> None:
    assert FACTS["source"]
    assert FACTS["as_of"]
    for name, row in {**FACTS["types"], **FACTS["endings"]}.items():
        assert set(row["risks"]) <= set(get_args(Risk)), name
        assert bool(row["risks"]) == bool(row["loss"]), name
