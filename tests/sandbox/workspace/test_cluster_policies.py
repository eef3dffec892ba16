"""Cluster policies: kept, applied, obeyed."""

import json
from typing import Any

import pytest
from sandbox.workspace.workspace_client import Api

ROOT = "/api/2.0/policies/clusters"
CREATE = "/api/2.1/clusters/create"


def policy(api: Api, **rules: Any) -> str:
    body = {
        "name": "gpu",
        "definition": json.dumps({k.replace("__", "."): rules[k] for k in rules}),
    }
    policy_id: str = api.post(f"{ROOT}/create", body)["policy_id"]
    return policy_id


def cluster(api: Api, policy_id: str, **changes: Any) -> Any:
    sent = api.cluster(policy_id=policy_id, **changes)
    cluster_id = api.post(CREATE, sent)["cluster_id"]
    return api.get("/api/2.1/clusters/get", cluster_id=cluster_id)


def refusal(api: Api, policy_id: str, **changes: Any) -> str:
    sent = api.cluster(policy_id=policy_id, **changes)
    status, code, message = api.refused("POST", CREATE, sent)
    assert (status, code) == (400, "INVALID_PARAMETER_VALUE")
    return message


def test_a_policy_is_echoed(api: Api) -> None:
    sent = {
        "name": "gpu",
        "definition": '{"node_type_id":  {"type":"allowlist","values":["g5.xlarge"]}}',
        "description": "d",
        "max_clusters_per_user": 2,
        "libraries": [{"pypi": {"package": "accelerate==1.0.1"}}],
    }
    policy_id = api.post(f"{ROOT}/create", sent)["policy_id"]

    answer = api.get(f"{ROOT}/get", policy_id=policy_id)
    assert answer.items() >= sent.items()
    assert set(answer) - set(sent) == {
        "policy_id",
        "creator_user_name",
        "created_at_timestamp",
        "is_default",
    }

    api.post(f"{ROOT}/edit", {"policy_id": policy_id, "name": "gpu-2", "definition": "{}"})
    edited = api.get(f"{ROOT}/get", policy_id=policy_id)
    assert (edited["name"], edited["definition"]) == ("gpu-2", "{}")
    assert "description" not in edited
    assert api.get(f"{ROOT}/list")["policies"] == [edited]

    api.post(f"{ROOT}/delete", {"policy_id": policy_id})
    query = {"policy_id": policy_id}
    assert api.refused("GET", f"{ROOT}/get", query=query)[:2] == (404, "RESOURCE_DOES_NOT_EXIST")


def test_names_are_taken_once(api: Api) -> None:
    policy(api)

    body = {"name": "gpu", "definition": "{}"}
    assert api.refused("POST", f"{ROOT}/create", body)[1] == "RESOURCE_ALREADY_EXISTS"


@pytest.mark.parametrize(
    "definition",
    [
        "{",
        "[]",
        '{"a": 1}',
        '{"a": {"type": "magic"}}',
        '{"a": {"type": "fixed"}}',
        '{"a": {"type": "allowlist", "values": "x"}}',
        '{"a": {"type": "range"}}',
        '{"a": {"type": "regex", "pattern": "("}}',
        '{"a": {"type": "range", "maxValue": 5, "defaultValue": 6}}',
        '{"a": {"type": "unlimited", "colour": "red"}}',
    ],
)
def test_definitions_are_checked(api: Api, definition: str) -> None:
    body = {"name": "gpu", "definition": definition}

    assert api.refused("POST", f"{ROOT}/create", body)[1] == "INVALID_PARAMETER_VALUE"


def test_a_fixed_value_fills_what_was_left_out(api: Api) -> None:
    policy_id = policy(
        api,
        custom_tags__team={"type": "fixed", "value": "ml"},
        aws_attributes__availability={"type": "fixed", "value": "ON_DEMAND"},
        runtime_engine={"type": "fixed", "value": "STANDARD", "isOptional": True},
    )

    answer = cluster(api, policy_id)
    assert answer["custom_tags"] == {"team": "ml"}
    assert answer["aws_attributes"]["availability"] == "ON_DEMAND"
    assert "runtime_engine" not in answer
    message = refusal(api, policy_id, custom_tags={"team": "web"})
    assert message == (
        "Cluster validation error: Validation failed for custom_tags.team,"
        ' the value must be ml (is "web")'
    )


def test_a_default_fills_only_when_asked_to(api: Api) -> None:
    rule = {"type": "range", "maxValue": 60, "defaultValue": 30}
    policy_id = policy(api, autotermination_minutes=rule)

    left_out = {"autotermination_minutes": None}
    assert "must be present" in refusal(api, policy_id, **left_out)
    answer = cluster(api, policy_id, apply_policy_default_values=True, **left_out)
    assert answer["autotermination_minutes"] == 30
    assert "apply_policy_default_values" not in answer


@pytest.mark.parametrize(
    ("rule", "bad", "good"),
    [
        ({"type": "allowlist", "values": ["g5.2xlarge", "g5.xlarge"]}, "g6.xlarge", "g5.2xlarge"),
        ({"type": "blocklist", "values": ["g6.xlarge"]}, "g6.xlarge", "g5.xlarge"),
        ({"type": "regex", "pattern": "g5\\..*"}, "g6.xlarge", "g5.xlarge"),
        ({"type": "fixed", "value": "g5.xlarge"}, "g6.xlarge", "g5.xlarge"),
        ({"type": "unlimited"}, None, "g6.xlarge"),
    ],
)
def test_limits(api: Api, rule: Any, bad: str | None, good: str) -> None:
    policy_id = policy(api, node_type_id=rule)

    cluster(api, policy_id, node_type_id=good)
    if bad is not None:
        assert "node_type_id" in refusal(api, policy_id, node_type_id=bad)


def test_ranges_reach_into_blocks(api: Api) -> None:
    rule = {"type": "range", "minValue": 2, "maxValue": 4}
    policy_id = policy(api, autoscale__max_workers=rule)

    def size(high: int) -> dict[str, Any]:
        return {"num_workers": None, "autoscale": {"min_workers": 1, "max_workers": high}}

    cluster(api, policy_id, **size(4))
    assert "less than or equal to 4" in refusal(api, policy_id, **size(5))
    assert "greater than or equal to 2" in refusal(api, policy_id, **size(1))
    assert "must be present" in refusal(api, policy_id)


def test_forbidden_and_lists(api: Api) -> None:
    policy_id = policy(
        api,
        **{
            "spark_conf.spark.secret": {"type": "forbidden"},
            "init_scripts.*.volumes.destination": {"type": "regex", "pattern": "/Volumes/main/.*"},
            "cluster_type": {"type": "fixed", "value": "all-purpose"},
            "dbus_per_hour": {"type": "range", "maxValue": 100},
        },
    )

    def script(path: str) -> dict[str, Any]:
        return {"init_scripts": [{"volumes": {"destination": path}}]}

    cluster(api, policy_id, **script("/Volumes/main/a/b/init.sh"))
    assert "init_scripts" in refusal(api, policy_id, **script("/Volumes/x/init.sh"))
    assert "must not be present" in refusal(api, policy_id, spark_conf={"spark.secret": "1"})


def test_a_policy_for_jobs_takes_no_interactive_cluster(api: Api) -> None:
    policy_id = policy(api, cluster_type={"type": "fixed", "value": "job"})

    assert "cluster_type" in refusal(api, policy_id)


def test_edit_and_resize_obey_the_policy(api: Api) -> None:
    policy_id = policy(api, num_workers={"type": "range", "maxValue": 3})
    cluster_id = cluster(api, policy_id)["cluster_id"]

    body = {"cluster_id": cluster_id, "num_workers": 4}
    assert "num_workers" in api.refused("POST", "/api/2.1/clusters/resize", body)[2]
    edit = {**api.cluster(policy_id=policy_id), **body}
    assert "num_workers" in api.refused("POST", "/api/2.1/clusters/edit", edit)[2]


def test_the_inventory_names_policies(api: Api) -> None:
    policy_id = policy(api, node_type_id={"type": "unlimited"})

    assert api.inventory()["cluster_policies"] == [{"id": policy_id, "name": "gpu", "rules": 1}]
