"""What a family stack is made of, seen from the shipped T5 configuration."""

from pathlib import Path

import pytest
from support.stacks import family_stack
from support.template import Template

ENABLED = ["t5-small", "t5-base", "t5-large", "t5-3b", "t5-11b"]


@pytest.fixture(scope="module")
def local() -> Template:
    return family_stack(Path(__file__).resolve().parents[2], "local")


def test_every_enabled_model_has_policy_volume_model_and_endpoint(local: Template) -> None:
    for kind in (
        "databricks_cluster_policy",
        "databricks_registered_model",
        "databricks_model_serving",
    ):
        assert len(local.resources(kind)) == len(ENABLED), kind
    volumes = {row["name"] for row in local.resources("databricks_volume").values()}
    assert volumes == {*(name.replace("-", "_") for name in ENABLED), "logs"}


def test_clusters_only_where_asked_for(local: Template) -> None:
    names = [c["cluster_name"] for c in local.resources("databricks_cluster").values()]

    assert sorted(names) == [
        "local-t5-mounts",
        "local-t5-t5-11b-interactive",
        "local-t5-t5-base-interactive",
    ]


def test_the_family_shares_one_schema_and_one_secret_scope(local: Template) -> None:
    assert local.one("databricks_schema")["name"] == "t5"
    assert local.one("databricks_secret_scope")["name"] == "local-t5-secrets"


def test_outputs_say_where_everything_is(local: Template) -> None:
    assert set(local.output("volume_paths")) == set(ENABLED)
    assert local.output("endpoint_names")["t5-3b"] == "local-t5-t5-3b-endpoint"
    assert local.output("endpoint_urls")["t5-3b"].endswith(
        "/serving-endpoints/local-t5-t5-3b-endpoint/invocations"
    )
    assert set(local.output("cluster_ids")) == {"t5-base", "t5-11b"}


def test_everything_that_takes_tags_has_the_same_set(local: Template) -> None:
    tags = local.one("databricks_cluster", cluster_name="local-t5-t5-base-interactive")[
        "custom_tags"
    ]
    endpoint = local.one("databricks_model_serving", name="local-t5-t5-base-endpoint")
    schema = local.one("databricks_schema")

    assert {tag["key"]: tag["value"] for tag in endpoint["tags"]} == tags
    assert schema["properties"] == {k: v for k, v in tags.items() if k != "Model"}


def test_local_state_and_token_stay_in_the_sandbox_folder(local: Template) -> None:
    backend = local.json["terraform"]["backend"]
    (provider,) = local.json["provider"]["databricks"]

    assert backend == {"local": {"path": "../../../.sandbox/terraform/t5-stack.tfstate"}}
    assert provider["config_file"] == "../../../.sandbox/databrickscfg"
    assert provider["profile"] == "modelstacks-sandbox"
    assert "token" not in provider


def test_real_environments_keep_state_in_s3_with_its_own_lock(root: Path) -> None:
    # given prod, when its stack is synthesized
    prod = family_stack(root, "prod")
    backend = prod.json["terraform"]["backend"]["s3"]

    # then state is apart from other environments, encrypted and locked
    assert backend["key"] == "modelstacks/prod/t5-stack.tfstate"
    assert backend["encrypt"] is True
    assert backend["use_lockfile"] is True
    (provider,) = prod.json["provider"]["databricks"]
    assert "config_file" not in provider
