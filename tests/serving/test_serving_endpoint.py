"""ServingEndpoint serves the pinned version with the planned size."""

from dataclasses import replace
from typing import Any

import pytest
from support.plans import SERVING, TAGS

from modelstacks.settings.project import Throughput
from modelstacks.sizing.plans import ServedVersion, ServingPlan

from .endpoints import drawn as template


def served_entity(plan: ServingPlan = SERVING) -> dict[str, Any]:
    entities = template(plan).one("databricks_model_serving")["config"]["served_entities"]
    assert len(entities) == 1
    entity: dict[str, Any] = entities[0]
    return entity


def test_it_serves_the_pinned_version() -> None:
    entity = served_entity()

    assert entity["entity_name"] == "main.t5.t5_base"
    assert entity["entity_version"] == "3"


def test_size_type_and_scale_to_zero_are_always_written() -> None:
    # given a plan that never scales to zero, when it is drawn
    entity = served_entity()

    # then even the false is there
    assert entity["workload_type"] == "GPU_SMALL"
    assert entity["workload_size"] == "Small"
    assert entity["scale_to_zero_enabled"] is False


def test_a_band_comes_without_any_field_of_a_gpu() -> None:
    # given a plan with provisioned throughput, when it is drawn
    band = Throughput(minimum=0, maximum=1960)
    entity = served_entity(replace(SERVING, capacity=band))

    # then the band is there, its zero too, and nothing that would differ at every plan
    assert entity["min_provisioned_throughput"] == 0
    assert entity["max_provisioned_throughput"] == 1960
    assert not {"workload_type", "workload_size", "scale_to_zero_enabled"} & set(entity)


def test_all_traffic_goes_to_the_entity() -> None:
    config = template().one("databricks_model_serving")["config"]

    assert config["traffic_config"]["routes"] == [
        {"served_model_name": config["served_entities"][0]["name"], "traffic_percentage": 100}
    ]


@pytest.mark.parametrize("share", [0, 10, 100])
def test_a_challenger_takes_its_share_from_the_champion(share: int) -> None:
    # given a challenger beside version 3, when both are drawn
    challenger = ServedVersion(version=4, traffic=share)
    config = template(replace(SERVING, challenger=challenger)).one("databricks_model_serving")[
        "config"
    ]

    # then the champion keeps its name and comes first, and the shares make 100
    served = [(one["name"], one["entity_version"]) for one in config["served_entities"]]
    assert served == [("t5-base", "3"), ("t5-base-challenger", "4")]
    assert [one["traffic_percentage"] for one in config["traffic_config"]["routes"]] == [
        100 - share,
        share,
    ]


def test_a_system_model_takes_the_place_of_the_familys() -> None:
    entity = served_entity(replace(SERVING, system_model="system.ai.llama_v3_2_3b_instruct"))

    assert entity["entity_name"] == "system.ai.llama_v3_2_3b_instruct"


def test_secrets_reach_the_model_by_reference() -> None:
    reference = "{{secrets/local-t5-secrets/token}}"
    entity = served_entity(replace(SERVING, environment={"HF_TOKEN": reference}))

    assert entity["environment_vars"] == {"HF_TOKEN": reference}
    assert "environment_vars" not in served_entity()


def test_what_the_provider_would_drop_on_update_is_never_written() -> None:
    endpoint = template().one("databricks_model_serving")

    assert not {"description", "email_notifications", "budget_policy_id"} & set(endpoint)
    assert "route_optimized" not in endpoint


def test_aliases_that_jobs_set_are_left_alone() -> None:
    model = template().one("databricks_registered_model")

    assert model["lifecycle"] == {"ignore_changes": ["aliases"]}


def test_it_waits_for_the_registered_model() -> None:
    endpoint = template().one("databricks_model_serving")

    assert [name.split(".")[0] for name in endpoint["depends_on"]] == [
        "databricks_registered_model"
    ]


def test_it_carries_the_tags() -> None:
    tags = template().one("databricks_model_serving")["tags"]

    assert {tag["key"]: tag["value"] for tag in tags} == TAGS


def test_users_query_and_operators_manage() -> None:
    permissions = template().one("databricks_permissions")

    assert permissions["access_control"] == [
        {"group_name": "engineers", "permission_level": "CAN_QUERY"},
        {"group_name": "platform", "permission_level": "CAN_MANAGE"},
    ]
    assert permissions["serving_endpoint_id"].endswith(".serving_endpoint_id}")
