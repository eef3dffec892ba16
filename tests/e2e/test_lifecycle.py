"""The whole life of a stack: deploy, change, drift, replace, destroy, on real Terraform."""

import json
from typing import Any

import pytest
from support.project import Project

pytestmark = pytest.mark.e2e

CLUSTERS = "/api/2.1/clusters"
CATALOG = "/api/2.1/unity-catalog"
ENDPOINT = "/api/2.0/serving-endpoints/local-t5-t5-base-endpoint"


def interactive_cluster(project: Project) -> dict[str, Any]:
    (found,) = [
        cluster
        for cluster in project.api("GET", f"{CLUSTERS}/list")["clusters"]
        if cluster["cluster_name"] == "local-t5-t5-base-interactive"
    ]
    cluster: dict[str, Any] = project.api("GET", f"{CLUSTERS}/get?cluster_id={found['cluster_id']}")
    return cluster


def kinds(changes: dict[str, list[str]]) -> dict[str, list[str]]:
    """Resource types that change, each with its actions."""
    return {address.split(".")[0]: actions for address, actions in changes.items()}


def test_a_family_lives_and_dies(project: Project) -> None:
    # given a fresh checkout, when t5-stack is deployed
    project.synth()
    project.init()
    project.apply()

    # then everything is there and a second plan is empty
    assert len(project.addresses()) > 30
    assert project.plan() == {}
    assert interactive_cluster(project)["state"] == "RUNNING"

    # when worker bounds and a tag change, and a second version of the model is served
    project.api(
        "POST",
        f"{CATALOG}/models/versions",
        {"catalog_name": "local", "schema_name": "t5", "model_name": "t5_small", "source": "x"},
    )
    project.edit(
        "config/families/t5.yaml",
        "interactive: {}",
        "interactive: {max_workers: 3}",
    )
    project.edit("config/families/t5.yaml", "version: 1", "version: 2")
    project.edit("config/environments/local.yaml", "tags:\n", "tags:\n  Ticket: ml-42\n")
    project.synth()
    changes = project.plan()

    # then the plan updates in place, and what is applied is what runs
    assert set(map(tuple, changes.values())) == {("update",)}, changes
    assert {"databricks_cluster", "databricks_model_serving", "databricks_schema"} <= set(
        kinds(changes)
    )
    project.apply()
    assert project.plan() == {}
    cluster = interactive_cluster(project)
    assert cluster["autoscale"]["max_workers"] == 3
    assert cluster["custom_tags"]["Ticket"] == "ml-42"

    # when somebody goes round Terraform: one object is gone, another has changed
    project.api("DELETE", f"{CATALOG}/volumes/local.t5.t5_base")
    project.api(
        "POST",
        f"{CLUSTERS}/edit",
        {
            **{key: cluster[key] for key in ("cluster_id", "spark_version", "node_type_id")},
            "cluster_name": cluster["cluster_name"],
            "num_workers": 2,
            "data_security_mode": "SINGLE_USER",
            "driver_node_type_id": cluster["driver_node_type_id"],
            "policy_id": cluster["policy_id"],
            "runtime_engine": "STANDARD",
            "autotermination_minutes": 30,
            "enable_local_disk_encryption": True,
            "custom_tags": cluster["custom_tags"],
            "aws_attributes": cluster["aws_attributes"],
        },
    )
    drift = kinds(project.plan())

    # then the plan sees both and the apply mends them
    assert drift["databricks_volume"] == ["create"]
    assert drift["databricks_cluster"] == ["update"]
    project.apply()
    assert interactive_cluster(project)["autotermination_minutes"] == 60
    assert project.plan() == {}

    # when the schema is renamed
    project.edit("config/families/t5.yaml", "family: t5\n", "family: t5\nschema: t5_models\n")
    project.synth()
    replaced = kinds(project.plan())

    # then what lives in it is replaced, and nothing else
    assert replaced["databricks_schema"] == ["delete", "create"]
    assert replaced["databricks_volume"] == ["delete", "create"]
    assert replaced["databricks_registered_model"] == ["delete", "create"]
    assert replaced["databricks_model_serving"] == ["update"]
    assert "databricks_cluster" not in replaced

    # when it is destroyed, then the workspace is as empty as before
    project.terraform("destroy", "-auto-approve", "-input=false")
    assert project.addresses() == []
    assert project.api("GET", f"{CLUSTERS}/list").get("clusters", []) == []
    assert project.api("GET", "/api/2.0/serving-endpoints").get("endpoints", []) == []
    schemas = project.api("GET", f"{CATALOG}/schemas?catalog_name=local")["schemas"]
    assert {schema["name"] for schema in schemas} <= {"default", "information_schema"}
    assert project.api("GET", "/api/2.0/secrets/scopes/list").get("scopes", []) == []


def test_what_was_deployed_can_be_imported(project: Project) -> None:
    """An empty second plan proves little; an import that plans no change proves the answers."""
    # given a deployed stack whose state is lost
    project.synth()
    project.init()
    project.apply()
    resources = project.state_resources()
    state = project.root / ".sandbox" / "terraform" / "t5-stack.tfstate"
    state.unlink()

    # when every object is imported
    blocks = [
        {"to": address, "id": resource["values"]["id"]} for address, resource in resources.items()
    ]
    (project.stack_dir / "import.tf.json").write_text(json.dumps({"import": blocks}))
    changes = project.plan()

    # then nothing but configuration-only arguments would change
    assert {address: actions for address, actions in changes.items() if actions != ["update"]} == {}


def test_a_model_is_served_in_a_band_and_then_on_a_gpu(project: Project) -> None:
    # given a family of one model that is served with provisioned throughput
    family = "config/families/t5.yaml"
    band = "{version: 1, throughput: {minimum: 980, maximum: 1960, chunk: 980}}"
    (project.root / family).write_text(
        f"family: t5\nmodels:\n  llama-3.2-1b:\n    serve: {band}\n", encoding="utf-8"
    )
    project.synth()
    project.init()
    project.apply()

    # then the endpoint has the band and nothing of a GPU, and a second plan is empty
    endpoint = "/api/2.0/serving-endpoints/local-t5-llama-3-2-1b-endpoint"
    (served,) = project.api("GET", endpoint)["config"]["served_entities"]
    ends = served["min_provisioned_throughput"], served["max_provisioned_throughput"]
    assert ends == (980, 1960)
    assert "workload_type" not in served
    assert project.plan() == {}

    # when the band is taken away
    project.edit(family, band, "{version: 1}")
    project.synth()

    # then the same endpoint goes over to a GPU
    assert set(kinds(project.plan())) == {"databricks_model_serving"}
    project.apply()
    (served,) = project.api("GET", endpoint)["config"]["served_entities"]
    assert served["workload_type"] == "GPU_SMALL"
    assert "max_provisioned_throughput" not in served
    assert project.plan() == {}
