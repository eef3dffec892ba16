"""ServingEndpoint serves the pinned version with the planned size."""

from dataclasses import replace
from typing import Any

from constructs import Construct
from support.plans import ACCESS, SERVING, TAGS
from support.template import Template

from modelstacks.serving.registered_model import RegisteredModel
from modelstacks.serving.serving_endpoint import ServingEndpoint
from modelstacks.settings.project import Throughput
from modelstacks.sizing.plans import ServingPlan
from modelstacks.storage.family_schema import FamilySchema


def template(plan: ServingPlan = SERVING) -> Template:
    def draw(scope: Construct) -> None:
        schema = FamilySchema(scope, "schema", catalog="main", name="t5", comment="c", tags=TAGS)
        model = RegisteredModel(scope, "model", schema=schema, name="t5_base", comment="c")
        endpoint = ServingEndpoint(
            scope,
            "endpoint",
            plan=plan,
            registered_model=model,
            name="test-t5-t5-base-endpoint",
            tags=TAGS,
        )
        endpoint.permit(ACCESS)

    return Template.of(draw)


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
