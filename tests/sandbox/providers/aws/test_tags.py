"""Tags: the resource's own, and those that the provider gives to all."""

from typing import Any

from sandbox.providers.aws.cloud import Cloud
from sandbox.providers.plugin_calls import Terraform

from modelstacks.sandbox.providers.plugin.values import UNKNOWN

_TYPE = "aws_cloudwatch_log_group"


def _planned(terraform: Terraform, state: Any = None, **values: Any) -> Any:
    return terraform.decoded(
        terraform.plan(terraform.config(name="g", **values), state).planned_state
    )


def test_own_tags_win_over_defaults_and_both_are_in_tags_all(cloud: Cloud) -> None:
    provider = cloud.provider(default_tags=[{"tags": {"Project": "p", "Owner": "all"}}])
    terraform = Terraform(provider, _TYPE)
    state = terraform.created(name="g", tags={"Owner": "me"})
    assert state["tags"] == {"Owner": "me"}
    assert state["tags_all"] == {"Project": "p", "Owner": "me"}

    [group] = cloud.client("logs").describe_log_groups()["logGroups"]
    held = cloud.client("logs").list_tags_for_resource(resourceArn=group["arn"][:-2])["tags"]
    assert held == state["tags_all"]
    assert terraform.decoded(terraform.read(state).new_state) == state


def test_no_tags_stay_null(cloud: Cloud) -> None:
    terraform = Terraform(cloud.provider(), _TYPE)
    state = terraform.decoded(terraform.read(terraform.created(name="g")).new_state)
    assert state["tags"] is None
    assert state["tags_all"] == {}


def test_tags_equal_to_a_default_are_no_difference(cloud: Cloud) -> None:
    provider = cloud.provider(default_tags=[{"tags": {"Project": "p"}}])
    terraform = Terraform(provider, _TYPE)
    state = terraform.decoded(
        terraform.read(terraform.created(name="g", tags={"Project": "p"})).new_state
    )
    assert _planned(terraform, state, tags={"Project": "p"}) == state


def test_a_change_of_the_defaults_alone_is_an_update(cloud: Cloud) -> None:
    state = Terraform(cloud.provider(), _TYPE).created(name="g")
    terraform = Terraform(cloud.provider(default_tags=[{"tags": {"a": "1"}}]), _TYPE)
    assert _planned(terraform, state)["tags_all"] == {"a": "1"}
    state = terraform.decoded(terraform.apply(terraform.config(name="g"), state).new_state)
    assert (state["tags"], state["tags_all"]) == (None, {"a": "1"})
    bare = Terraform(cloud.provider(), _TYPE)
    state = bare.decoded(bare.apply(bare.config(name="g"), state).new_state)
    read = bare.decoded(bare.read(state).new_state)
    assert read["tags_all"] == {}


def test_tags_of_others_are_left_alone(cloud: Cloud) -> None:
    ignored = [{"keys": ["CostCentre"], "key_prefixes": ["team/"]}]
    terraform = Terraform(cloud.provider(ignore_tags=ignored), _TYPE)
    state = terraform.created(name="g", tags={"a": "1"})
    cloud.client("logs").tag_resource(
        resourceArn=state["arn"], tags={"CostCentre": "1", "team/x": "2", "b": "3"}
    )
    read = terraform.decoded(terraform.read(state).new_state)
    assert read["tags"] == {"a": "1", "b": "3"}


def test_unknown_tags_make_tags_all_unknown(cloud: Cloud) -> None:
    terraform = Terraform(cloud.provider(), _TYPE)
    assert _planned(terraform, tags={"a": UNKNOWN})["tags_all"] is UNKNOWN
