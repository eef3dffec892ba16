"""Instance pools."""

from typing import Any

import pytest
from sandbox.workspace.workspace_client import RUNTIME, Api

ROOT = "/api/2.0/instance-pools"
BODY: dict[str, Any] = {
    "instance_pool_name": "gpu",
    "node_type_id": "g5.xlarge",
    "max_capacity": 4,
    "idle_instance_autotermination_minutes": 10,
    "enable_elastic_disk": True,
    "custom_tags": None,
    "preloaded_spark_versions": [RUNTIME],
    "aws_attributes": {"availability": "ON_DEMAND", "zone_id": "us-east-1a"},
}


def test_a_pool_is_echoed_and_edited(api: Api) -> None:
    pool_id = api.post(f"{ROOT}/create", BODY)["instance_pool_id"]
    answer = api.get(f"{ROOT}/get", instance_pool_id=pool_id)
    sent = {key: value for key, value in BODY.items() if value is not None}

    assert answer.items() >= sent.items()
    assert set(answer) - set(sent) == {"instance_pool_id", "state", "default_tags", "stats"}

    api.post(f"{ROOT}/edit", {**BODY, "instance_pool_id": pool_id, "max_capacity": 8})
    edited = api.get(f"{ROOT}/get", instance_pool_id=pool_id)
    assert edited == {**answer, "max_capacity": 8}

    api.post(f"{ROOT}/delete", {"instance_pool_id": pool_id})
    assert api.get(f"{ROOT}/list") == {"instance_pools": []}
    query = {"instance_pool_id": pool_id}
    assert api.refused("GET", f"{ROOT}/get", query=query)[:2] == (404, "RESOURCE_DOES_NOT_EXIST")


@pytest.mark.parametrize(
    "changes",
    [
        {"node_type_id": "q1.large"},
        {"node_type_id": "p3.2xlarge"},
        {"preloaded_spark_versions": ["1.x"]},
        {"aws_attributes": {"availability": "SPOT_WITH_FALLBACK"}},
        {"azure_attributes": {"availability": "SPOT_AZURE"}},
        {"min_idle_instances": 5},
        {"max_capacity": 0},
        {"idle_instance_autotermination_minutes": 10_001},
    ],
)
def test_refused(api: Api, changes: dict[str, Any]) -> None:
    assert api.refused("POST", f"{ROOT}/create", {**BODY, **changes})[0] == 400


def test_the_machines_of_a_pool_stay(api: Api) -> None:
    pool_id = api.post(f"{ROOT}/create", BODY)["instance_pool_id"]

    body = {**BODY, "instance_pool_id": pool_id, "node_type_id": "g5.2xlarge"}
    assert "node_type_id" in api.refused("POST", f"{ROOT}/edit", body)[2]


def test_a_pooled_cluster_names_no_node_type(api: Api) -> None:
    pool_id = api.post(f"{ROOT}/create", BODY)["instance_pool_id"]
    body = api.cluster(instance_pool_id=pool_id)

    assert "node_type_id" in api.refused("POST", "/api/2.1/clusters/create", body)[2]
    del body["node_type_id"]
    cluster_id = api.post("/api/2.1/clusters/create", body)["cluster_id"]
    answer = api.get("/api/2.1/clusters/get", cluster_id=cluster_id)
    assert answer["driver_instance_pool_id"] == pool_id
    assert "node_type_id" not in answer
    assert answer["aws_attributes"] == {"zone_id": "us-east-1a"}
