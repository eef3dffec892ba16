"""GpuClusterPolicy admits what holds the model and nothing else."""

import json
from dataclasses import replace
from typing import Any

import pytest
from constructs import Construct
from support.plans import ACCESS, MODEL_PLAN, TAGS
from support.template import Template

from modelstacks.catalog import Cloud
from modelstacks.compute.gpu_cluster_policy import GpuClusterPolicy
from modelstacks.sizing.plans import ModelPlan


def definition(plan: ModelPlan = MODEL_PLAN) -> dict[str, Any]:
    def draw(scope: Construct) -> None:
        GpuClusterPolicy(scope, "policy", plan=plan, name="p", tags=TAGS)

    rules: dict[str, Any] = json.loads(
        Template.of(draw).one("databricks_cluster_policy")["definition"]
    )
    return rules


def test_only_node_types_that_hold_the_model() -> None:
    rules = definition()

    assert rules["node_type_id"] == {"type": "allowlist", "values": ["g5.xlarge", "g5.2xlarge"]}
    assert rules["driver_node_type_id"]["values"] == ["r6id.2xlarge"]


def test_only_gpu_ml_runtimes_without_photon() -> None:
    rules = definition()

    assert rules["spark_version"] == {"type": "regex", "pattern": ".*-gpu-ml-.*"}
    assert rules["runtime_engine"] == {"type": "fixed", "value": "STANDARD"}


def test_size_and_idle_time_are_bounded() -> None:
    rules = definition()

    assert rules["autoscale.max_workers"]["maxValue"] == 4
    assert rules["num_workers"]["maxValue"] == 4
    assert rules["autotermination_minutes"]["minValue"] == 10


@pytest.mark.parametrize("cloud", ["aws", "azure", "gcp"])
def test_the_driver_is_never_spot(cloud: Cloud) -> None:
    rules = definition(replace(MODEL_PLAN, cloud=cloud))

    assert rules[f"{cloud}_attributes.first_on_demand"] == {"type": "range", "minValue": 1}
    assert len([name for name in rules if "_attributes." in name]) == 1


def test_every_tag_is_fixed() -> None:
    rules = definition()

    assert {key: rules[f"custom_tags.{key}"]["value"] for key in TAGS} == TAGS


def test_users_and_operators_may_use_it() -> None:
    def draw(scope: Construct) -> None:
        GpuClusterPolicy(scope, "policy", plan=MODEL_PLAN, name="p", tags=TAGS).permit(ACCESS)

    controls = Template.of(draw).one("databricks_permissions")["access_control"]

    assert {control["permission_level"] for control in controls} == {"CAN_USE"}
