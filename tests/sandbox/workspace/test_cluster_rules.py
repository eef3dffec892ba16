"""What Databricks refuses about a cluster; each refusal beside what is accepted."""

from pathlib import Path
from typing import Any

import pytest
from sandbox.workspace.workspace_client import ME, Api

CREATE = "/api/2.1/clusters/create"
CPU = "15.4.x-scala2.12"
NVME, NO_NVME = "r6id.2xlarge", "r5.2xlarge"
SINGLE = {"spark.databricks.cluster.profile": "singleNode", "spark.master": "local[*]"}
TAG = {"ResourceClass": "SingleNode"}
EBS = {"ebs_volume_count": 1, "ebs_volume_size": 100, "ebs_volume_type": "GENERAL_PURPOSE_SSD"}
AUTOSCALE = {"min_workers": 1, "max_workers": 4}

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no runtime": ({"spark_version": None}, "spark_version"),
    "unknown runtime": ({"spark_version": "15.4.x-gpu-ml"}, "Invalid spark version"),
    "no node type": ({"node_type_id": None}, "node_type_id"),
    "unknown node type": ({"node_type_id": "g5.xlrge"}, "Did you mean g5.xlarge?"),
    "unknown driver": ({"driver_node_type_id": "q1.large"}, "q1.large is not supported"),
    "V100": ({"node_type_id": "p3.2xlarge"}, "can no longer be launched"),
    "V100 driver": ({"driver_node_type_id": "p3dn.24xlarge"}, "can no longer be launched"),
    "GPU without GPU runtime": ({"spark_version": CPU}, "need a GPU ML runtime"),
    "GPU driver without GPU runtime": (
        {"spark_version": CPU, "node_type_id": NVME, "driver_node_type_id": "g5.xlarge"},
        "need a GPU ML runtime",
    ),
    "Photon": ({"runtime_engine": "PHOTON"}, "Photon is not supported"),
    "unknown engine": ({"runtime_engine": "TURBO"}, "runtime_engine"),
    "no EBS": ({"driver_node_type_id": NO_NVME}, "At least one EBS volume must be attached"),
    "no EBS for workers": (
        {"node_type_id": NO_NVME, "spark_version": CPU},
        f"created with node type {NO_NVME}",
    ),
    "unknown market": ({"aws_attributes": {"availability": "CHEAP"}}, "availability"),
    "negative first on demand": ({"aws_attributes": {"first_on_demand": -1}}, "first_on_demand"),
    "no bid": ({"aws_attributes": {"spot_bid_price_percent": 0}}, "spot_bid_price_percent"),
    "high bid": ({"aws_attributes": {"spot_bid_price_percent": 10_001}}, "spot_bid_price_percent"),
    "many disks": ({"aws_attributes": {**EBS, "ebs_volume_count": 11}}, "ebs_volume_count"),
    "small disk": ({"aws_attributes": {**EBS, "ebs_volume_size": 99}}, "ebs_volume_size"),
    "Azure's block": ({"azure_attributes": {"first_on_demand": 1}}, "the workspace is on aws"),
    "Google's block": ({"gcp_attributes": {"zone_id": "auto"}}, "the workspace is on aws"),
    "short idle time": ({"autotermination_minutes": 9}, "autotermination_minutes"),
    "long idle time": ({"autotermination_minutes": 10_001}, "autotermination_minutes"),
    "two sizes": ({"autoscale": AUTOSCALE}, "Only one of num_workers and autoscale"),
    "half a range": ({"num_workers": None, "autoscale": {"min_workers": 1}}, "max_workers"),
    "range upside down": (
        {"num_workers": None, "autoscale": {"min_workers": 4, "max_workers": 2}},
        "min_workers 4",
    ),
    "no size": ({"num_workers": None}, "single-node"),
    "no workers": ({"num_workers": 0}, "single-node"),
    "fewer than none": ({"num_workers": -1}, "negative"),
    "single node without its tag": ({"num_workers": 0, "spark_conf": SINGLE}, "ResourceClass"),
    "single node with workers": ({"spark_conf": SINGLE, "custom_tags": TAG}, "has no workers"),
    "unknown policy": ({"policy_id": "0"}, "cluster policy"),
    "unknown pool": ({"node_type_id": None, "instance_pool_id": "0"}, "instance pool"),
    "driver pool alone": ({"driver_instance_pool_id": "0"}, "instance pool"),
    "unknown user": ({"single_user_name": "nobody@example.com"}, "nobody@example.com"),
    "unknown security mode": ({"data_security_mode": "OPEN"}, "data_security_mode"),
}

ACCEPTED: dict[str, dict[str, Any]] = {
    "CPU driver": {"driver_node_type_id": NVME},
    "EBS": {"driver_node_type_id": NO_NVME, "aws_attributes": EBS},
    "CPU cluster": {"node_type_id": NVME, "spark_version": CPU},
    "Photon on CPU": {"node_type_id": NVME, "spark_version": CPU, "runtime_engine": "PHOTON"},
    "never idle": {"autotermination_minutes": 0},
    "idle bounds": {"autotermination_minutes": 10_000},
    "spot": {"aws_attributes": {"availability": "SPOT", "spot_bid_price_percent": 10_000}},
    "range": {"num_workers": None, "autoscale": AUTOSCALE},
    "single node": {"num_workers": 0, "spark_conf": SINGLE, "custom_tags": TAG},
    "single node by kind": {"num_workers": None, "kind": "CLASSIC_PREVIEW", "is_single_node": True},
    "ML runtime by kind": {
        "kind": "CLASSIC_PREVIEW",
        "use_ml_runtime": True,
        "spark_version": CPU,
    },
    "known user": {"single_user_name": ME},
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(api: Api, case: str) -> None:
    changes, told = REFUSED[case]

    status, code, message = api.refused("POST", CREATE, api.cluster(**changes))

    assert (status, code) == (400, "INVALID_PARAMETER_VALUE")
    assert told in message
    assert api.inventory()["clusters"] == []


@pytest.mark.parametrize("case", REFUSED)
def test_refused_on_edit_too(api: Api, case: str) -> None:
    cluster_id = api.post(CREATE, api.cluster())["cluster_id"]
    body = {"cluster_id": cluster_id, **api.cluster(**REFUSED[case][0])}

    assert api.refused("POST", "/api/2.1/clusters/edit", body)[0] == 400


@pytest.mark.parametrize("case", ACCEPTED)
def test_accepted(api: Api, case: str) -> None:
    api.post(CREATE, api.cluster(**ACCEPTED[case]))


def test_an_arm_driver_does_not_go_with_x86_workers(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The catalog has no Arm type; were there one, it could not drive GPU workers."""
    import modelstacks.sandbox.workspace.cluster_rules as rules

    monkeypatch.setattr(rules, "is_graviton", lambda name: name == NVME)
    body = api.cluster(driver_node_type_id=NVME)

    assert "architectures" in api.refused("POST", CREATE, body)[2]


def test_another_cloud_has_other_names(folder: Path) -> None:
    azure = Api(folder, cloud="azure")
    body = azure.cluster(
        node_type_id="Standard_NC4as_T4_v3",
        azure_attributes={"availability": "SPOT_WITH_FALLBACK_AZURE", "first_on_demand": 1},
    )

    azure.post(CREATE, body)
    assert azure.refused("POST", CREATE, azure.cluster())[0] == 400
    aws_block = {**body, "aws_attributes": {"zone_id": "auto"}}
    assert "the workspace is on azure" in azure.refused("POST", CREATE, aws_block)[2]
    v100 = {**body, "node_type_id": "Standard_NC6s_v3"}
    assert "can no longer be launched" in azure.refused("POST", CREATE, v100)[2]
    azure.close()
