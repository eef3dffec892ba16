"""Clusters: their life, and what the answers add."""

from typing import Any

import pytest
from sandbox.workspace.workspace_client import ME, RUNTIME, Api

ROOT = "/api/2.1/clusters"


def create(api: Api, **changes: Any) -> str:
    cluster_id: str = api.post(f"{ROOT}/create", api.cluster(**changes))["cluster_id"]
    return cluster_id


def get(api: Api, cluster_id: str) -> Any:
    return api.get(f"{ROOT}/get", cluster_id=cluster_id)


def test_a_cluster_takes_polls_to_run(slow_api: Api) -> None:
    cluster_id = create(slow_api)

    states = [get(slow_api, cluster_id)["state"] for _ in range(4)]
    assert states == ["PENDING", "PENDING", "RUNNING", "RUNNING"]


def test_without_polls_it_runs_at_once(api: Api) -> None:
    assert get(api, create(api))["state"] == "RUNNING"


def test_what_was_posted_is_echoed(api: Api) -> None:
    # given a cluster with everything on it
    body = api.cluster(
        num_workers=None,
        autoscale={"min_workers": 1, "max_workers": 4},
        driver_node_type_id="r6id.2xlarge",
        aws_attributes={"availability": "ON_DEMAND", "first_on_demand": 2, "zone_id": "auto"},
        cluster_log_conf={"s3": {"destination": "s3://logs", "region": "us-east-1"}},
        custom_tags={"team": "ml"},
        data_security_mode="SINGLE_USER",
        enable_local_disk_encryption=True,
        init_scripts=[{"volumes": {"destination": "/Volumes/a/b/c/init.sh"}}],
        runtime_engine="STANDARD",
        single_user_name=ME,
        spark_conf={"spark.task.resource.gpu.amount": "1"},
        spark_env_vars={"NCCL_DEBUG": "INFO"},
        workload_type={"clients": {"jobs": False, "notebooks": True}},
    )
    answer = get(api, api.post(f"{ROOT}/create", body)["cluster_id"])

    # then the answer holds it as it was, inside blocks, too
    aws = answer.pop("aws_attributes")
    assert aws.items() >= body.pop("aws_attributes").items()
    assert answer.items() >= body.items()


def test_only_what_databricks_adds_is_added(api: Api) -> None:
    # given a plain cluster
    cluster_id = create(api)

    # then the answer has these fields beside those that were sent, and no other
    added = set(get(api, cluster_id)) - set(api.cluster())
    assert added == {
        "aws_attributes",
        "cluster_id",
        "cluster_source",
        "creator_user_name",
        "data_security_mode",
        "default_tags",
        "driver_node_type_id",
        "effective_spark_version",
        "enable_elastic_disk",
        "enable_local_disk_encryption",
        "spark_context_id",
        "start_time",
        "state",
        "state_message",
    }


def test_server_defaults(api: Api) -> None:
    answer = get(api, create(api))

    assert answer["driver_node_type_id"] == "g5.xlarge"
    assert answer["aws_attributes"] == {
        "zone_id": "us-east-1a",
        "first_on_demand": 1,
        "availability": "SPOT_WITH_FALLBACK",
        "spot_bid_price_percent": 100,
    }
    assert answer["creator_user_name"] == ME
    assert answer["default_tags"]["ClusterName"] == "train"


def test_both_versions_of_the_api_show_the_same(api: Api) -> None:
    cluster_id = api.post("/api/2.0/clusters/create", api.cluster())["cluster_id"]

    old = api.get("/api/2.0/clusters/get", cluster_id=cluster_id)
    assert old == get(api, cluster_id)


@pytest.mark.parametrize(
    "verb", ["edit", "resize", "start", "restart", "delete", "permanent-delete", "pin", "unpin"]
)
def test_a_missing_cluster_is_an_invalid_parameter(api: Api, verb: str) -> None:
    body = {"cluster_id": "0", "num_workers": 1}

    expected = (400, "INVALID_PARAMETER_VALUE", "Cluster 0 does not exist")
    assert api.refused("POST", f"{ROOT}/{verb}", body) == expected
    assert api.refused("GET", f"{ROOT}/get", query={"cluster_id": "0"}) == expected


def test_a_pinned_cluster_is_listed_and_cannot_be_removed(api: Api) -> None:
    # given two clusters, one pinned
    pinned, other = create(api), create(api)
    api.post(f"{ROOT}/pin", {"cluster_id": pinned})

    # then the filter tells them apart
    def listed(value: str) -> list[str]:
        found = api.get(f"{ROOT}/list", **{"filter_by.is_pinned": value, "page_size": 100})
        return [cluster["cluster_id"] for cluster in found["clusters"]]

    assert listed("true") == [pinned]
    assert listed("false") == [other]
    assert len(api.get(f"{ROOT}/list")["clusters"]) == 2

    # and the pinned one has to be unpinned first
    refusal = api.refused("POST", f"{ROOT}/permanent-delete", {"cluster_id": pinned})
    assert refusal[0] == 400
    assert "unpin the cluster first" in refusal[2]
    api.post(f"{ROOT}/unpin", {"cluster_id": pinned})
    api.post(f"{ROOT}/permanent-delete", {"cluster_id": pinned})
    assert api.refused("GET", f"{ROOT}/get", query={"cluster_id": pinned})[0] == 400


def test_a_terminated_cluster_stays_and_starts_again(api: Api) -> None:
    cluster_id = create(api)

    api.post(f"{ROOT}/delete", {"cluster_id": cluster_id})
    stopped = get(api, cluster_id)
    assert stopped["state"] == "TERMINATED"
    assert stopped["termination_reason"]["code"] == "USER_REQUEST"

    api.post(f"{ROOT}/start", {"cluster_id": cluster_id})
    running = get(api, cluster_id)
    assert running["state"] == "RUNNING"
    assert "termination_reason" not in running


def test_start_and_restart_do_nothing_in_the_wrong_state(slow_api: Api) -> None:
    cluster_id = create(slow_api)
    body = {"cluster_id": cluster_id}

    for verb in ("start", "restart"):
        slow_api.post(f"{ROOT}/{verb}", body)
    states = [get(slow_api, cluster_id)["state"] for _ in range(3)]
    assert states == ["PENDING", "PENDING", "RUNNING"]
    slow_api.post(f"{ROOT}/start", body)
    assert get(slow_api, cluster_id)["state"] == "RUNNING"
    slow_api.post(f"{ROOT}/restart", body)
    assert get(slow_api, cluster_id)["state"] == "RESTARTING"
    slow_api.post(f"{ROOT}/delete", body)
    slow_api.post(f"{ROOT}/restart", body)
    assert get(slow_api, cluster_id)["state"] == "TERMINATED"


def test_resize_needs_a_running_cluster(api: Api) -> None:
    cluster_id = create(api)

    api.post(f"{ROOT}/resize", {"cluster_id": cluster_id, "num_workers": 5})
    assert get(api, cluster_id)["num_workers"] == 5
    bounds = {"min_workers": 1, "max_workers": 2}
    api.post(f"{ROOT}/resize", {"cluster_id": cluster_id, "autoscale": bounds})
    answer = get(api, cluster_id)
    assert answer["autoscale"] == bounds
    assert "num_workers" not in answer

    api.post(f"{ROOT}/delete", {"cluster_id": cluster_id})
    refusal = api.refused("POST", f"{ROOT}/resize", {"cluster_id": cluster_id, "num_workers": 1})
    assert refusal[:2] == (400, "INVALID_STATE")


def test_resize_is_checked(api: Api) -> None:
    cluster_id = create(api)

    for size in ({}, {"num_workers": -1}, {"autoscale": {"min_workers": 3, "max_workers": 1}}):
        assert api.refused("POST", f"{ROOT}/resize", {"cluster_id": cluster_id, **size})[0] == 400


def test_edit_replaces_the_description_and_restarts(slow_api: Api) -> None:
    # given a running cluster
    cluster_id = create(slow_api, custom_tags={"a": "b"})
    for _ in range(3):
        get(slow_api, cluster_id)

    # when it is described anew
    slow_api.post(f"{ROOT}/edit", {"cluster_id": cluster_id, **slow_api.cluster(num_workers=3)})

    # then it starts again, without what was left out
    answer = get(slow_api, cluster_id)
    assert (answer["state"], answer["num_workers"]) == ("RESTARTING", 3)
    assert "custom_tags" not in answer


def test_edit_waits_until_the_cluster_has_settled(slow_api: Api) -> None:
    """The provider repeats an edit that was refused, without looking at the cluster between."""
    cluster_id = create(slow_api)
    body = {"cluster_id": cluster_id, **slow_api.cluster(num_workers=3)}

    for _ in range(2):
        assert slow_api.refused("POST", f"{ROOT}/edit", body)[:2] == (400, "INVALID_STATE")
    slow_api.post(f"{ROOT}/edit", body)


def test_editing_a_terminated_cluster_does_not_start_it(api: Api) -> None:
    cluster_id = create(api)
    api.post(f"{ROOT}/delete", {"cluster_id": cluster_id})

    api.post(f"{ROOT}/edit", {"cluster_id": cluster_id, **api.cluster(num_workers=3)})

    assert get(api, cluster_id)["state"] == "TERMINATED"


def test_an_idempotency_token_makes_one_cluster(api: Api) -> None:
    first = create(api, idempotency_token="once")

    assert create(api, idempotency_token="once") == first
    assert "idempotency_token" not in get(api, first)


def test_node_types_and_runtimes_are_offered(api: Api) -> None:
    nodes = {one["node_type_id"]: one for one in api.get(f"{ROOT}/list-node-types")["node_types"]}
    versions = {one["key"] for one in api.get(f"{ROOT}/spark-versions")["versions"]}

    assert nodes["g5.xlarge"]["num_gpus"] == 1
    assert nodes["r6id.2xlarge"]["num_gpus"] == 0
    assert nodes["r6id.2xlarge"]["memory_mb"] == 64 * 1024
    assert {RUNTIME, "15.4.x-scala2.12"} <= versions


def test_libraries_follow_the_cluster(slow_api: Api) -> None:
    # given a library on a cluster that starts
    cluster_id = create(slow_api)
    library = {"pypi": {"package": "accelerate==1.0.1"}}
    for _ in range(2):
        body = {"cluster_id": cluster_id, "libraries": [library]}
        slow_api.post("/api/2.0/libraries/install", body)

    # then it waits for the cluster, and is there once
    def statuses() -> list[tuple[Any, str]]:
        answer = slow_api.get("/api/2.0/libraries/cluster-status", cluster_id=cluster_id)
        return [(one["library"], one["status"]) for one in answer["library_statuses"]]

    assert statuses() == [(library, "PENDING")]
    assert statuses() == [(library, "PENDING")]
    assert statuses() == [(library, "INSTALLED")]

    # when it is uninstalled, then it is gone
    slow_api.post(
        "/api/2.0/libraries/uninstall", {"cluster_id": cluster_id, "libraries": [library]}
    )
    assert statuses() == []


@pytest.mark.parametrize("library", [{}, {"whl": "a", "jar": "b"}, {"pypi": {}}, {"pypi": "x"}])
def test_libraries_are_checked(api: Api, library: object) -> None:
    body = {"cluster_id": create(api), "libraries": [library]}

    assert api.refused("POST", "/api/2.0/libraries/install", body)[0] == 400


def test_libraries_need_a_cluster(api: Api) -> None:
    body = {"cluster_id": "0", "libraries": []}

    assert api.refused("POST", "/api/2.0/libraries/install", body)[0] == 400
    query = {"cluster_id": "0"}
    assert api.refused("GET", "/api/2.0/libraries/cluster-status", query=query)[0] == 400


def test_the_inventory_tells_what_a_person_wants(api: Api) -> None:
    cluster_id = create(api, num_workers=None, autoscale={"min_workers": 2, "max_workers": 4})

    assert api.inventory()["clusters"] == [
        {
            "id": cluster_id,
            "name": "train",
            "state": "RUNNING",
            "node_type": "g5.xlarge",
            "driver_node_type": None,
            "pool": None,
            "workers": "2-4",
            "runtime": RUNTIME,
            "pinned": False,
            "libraries": 0,
        }
    ]
