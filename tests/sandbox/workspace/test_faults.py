"""Faults on demand."""

from typing import Any

import pytest
from sandbox.workspace.workspace_client import SCIM, UC, Api

from modelstacks.sandbox.workspace.faults import FaultBook

FAULTS = "/sandbox/faults"
ME = f"{SCIM}/Me"


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def statuses(api: Api, count: int, method: str = "GET", path: str = ME) -> list[int]:
    return [api.client.request(method, path).status_code for _ in range(count)]


def test_throttle_strikes_as_often_as_told_and_says_when_to_retry(api: Api) -> None:
    api.post(FAULTS, {"kind": "throttle", "times": 2})
    first = api.client.get(ME)

    assert first.status_code == 429
    assert first.headers["Retry-After"] == "1"
    assert first.headers["X-Databricks-Org-Id"]
    assert first.json()["error_code"] == "REQUEST_LIMIT_EXCEEDED"
    assert api.get(FAULTS)["faults"][0]["remaining"] == 1
    assert statuses(api, 2) == [429, 200]
    assert api.get(FAULTS) == {"faults": []}


def test_unavailable_strikes_where_told(api: Api) -> None:
    api.post(FAULTS, {"kind": "unavailable", "match": f"GET {UC}/*"})

    assert statuses(api, 1) == [200]
    assert statuses(api, 1, "POST", f"{UC}/schemas") == [400]
    assert statuses(api, 2, path=f"{UC}/catalogs") == [503, 200]


def test_a_fault_of_the_transport_leaves_no_trace_in_the_workspace(api: Api) -> None:
    api.post(FAULTS, {"kind": "unavailable"})

    api.refused("POST", "/api/2.1/clusters/create", api.cluster())

    assert api.inventory()["clusters"] == []


def test_the_sandboxs_own_routes_meet_no_fault(api: Api) -> None:
    api.post(FAULTS, {"kind": "unavailable", "times": 1})

    api.inventory()

    assert statuses(api, 1) == [503]


def test_slow_waits_and_then_answers(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a clock that only counts
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("modelstacks.sandbox.workspace.gate.sleep", sleep)
    api.post(FAULTS, {"kind": "slow", "seconds": 1.5})

    # when two calls are made, then the first one waits
    assert statuses(api, 2) == [200, 200]
    assert waited == [1.5]


def test_no_capacity_ends_a_cluster(slow_api: Api) -> None:
    # given a fault for one name
    slow_api.post(FAULTS, {"kind": "cluster-no-capacity", "match": "tra*"})
    create = "/api/2.1/clusters/create"
    spared = slow_api.post(create, slow_api.cluster(cluster_name="other"))["cluster_id"]
    struck = slow_api.post(create, slow_api.cluster())["cluster_id"]

    # when both start
    def states(cluster_id: str) -> list[str]:
        path = "/api/2.1/clusters/get"
        return [slow_api.get(path, cluster_id=cluster_id)["state"] for _ in range(3)]

    # then one ends for the cloud's reason, and starts when it is asked again
    assert states(spared)[-1] == "RUNNING"
    assert states(struck) == ["PENDING", "PENDING", "TERMINATED"]
    answer = slow_api.get("/api/2.1/clusters/get", cluster_id=struck)
    assert answer["termination_reason"]["code"] == "AWS_INSUFFICIENT_INSTANCE_CAPACITY_FAILURE"
    slow_api.post("/api/2.1/clusters/start", {"cluster_id": struck})
    assert states(struck)[-1] == "RUNNING"


def test_a_failed_update_leaves_what_was_served(api: Api) -> None:
    # given an endpoint that is ready
    root = "/api/2.0/serving-endpoints"
    served = {"entity_name": api.model(), "entity_version": "1", "workload_size": "Small"}
    api.post(root, {"name": "t5", "config": {"served_entities": [served]}})

    # when its update fails
    api.post(FAULTS, {"kind": "endpoint-update-fails", "match": "t5"})
    larger = {"served_entities": [{**served, "workload_size": "Large"}]}
    api.put(f"{root}/t5/config", larger)

    # then the old configuration serves, and the next update mends it
    answer = api.get(f"{root}/t5")
    assert answer["state"] == {"ready": "READY", "config_update": "UPDATE_FAILED"}
    assert answer["config"]["served_entities"][0]["workload_size"] == "Small"
    api.put(f"{root}/t5/config", larger)
    answer = api.get(f"{root}/t5")
    assert answer["state"] == {"ready": "READY", "config_update": "NOT_UPDATING"}
    assert answer["config"]["served_entities"][0]["workload_size"] == "Large"


def test_a_failed_creation_is_not_ready(api: Api) -> None:
    api.post(FAULTS, {"kind": "endpoint-update-fails"})
    served = {"entity_name": api.model(), "entity_version": "1", "workload_size": "Small"}

    made = api.post(
        "/api/2.0/serving-endpoints", {"name": "t5", "config": {"served_entities": [served]}}
    )

    assert made["state"] == {"ready": "NOT_READY", "config_update": "UPDATE_FAILED"}
    state = made["config"]["served_entities"][0]["state"]
    assert state["deployment"] == "DEPLOYMENT_FAILED"


def test_faults_are_listed_and_cleared(api: Api) -> None:
    made = api.post(FAULTS, {"kind": "throttle", "match": "/api/*", "for_seconds": 60})
    api.post(FAULTS, {"kind": "slow", "seconds": 2})

    assert api.get(FAULTS)["faults"][1] == {
        "id": 2,
        "kind": "slow",
        "match": "*",
        "remaining": 1,
        "seconds": 2.0,
    }
    assert 59 < made["remaining_seconds"] <= 60
    assert api.delete(FAULTS) == {"removed": 2}
    assert statuses(api, 1) == [200]


def test_a_fault_expires() -> None:
    clock = Clock()
    book = FaultBook(clock)
    book.add({"kind": "unavailable", "for_seconds": 10})

    assert book.strike_call("GET", "/x") is not None
    clock.now += 9.9
    assert book.strike_call("GET", "/x") is not None
    clock.now += 0.1
    assert book.strike_call("GET", "/x") is None
    assert book.list() == []


@pytest.mark.parametrize(
    ("match", "method", "path", "meets"),
    [
        ("*", "GET", "/a", True),
        ("/a/*", "GET", "/a/b/c", True),
        ("/a/*", "GET", "/b", False),
        ("POST /a", "POST", "/a", True),
        ("post /a", "POST", "/a", True),
        ("POST /a", "GET", "/a", False),
        ("POST *", "GET", "/a", False),
        ("* /a", "GET", "/a", True),
    ],
)
def test_matches(match: str, method: str, path: str, meets: bool) -> None:
    book = FaultBook()
    book.add({"kind": "drop", "match": match})

    assert (book.strike_call(method, path) is not None) is meets


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({}, ["kind is None"]),
        ({"kind": "throttel"}, ["did you mean throttle?"]),
        ({"kind": "drop", "times": 0}, ["times is 0"]),
        ({"kind": "drop", "times": True}, ["times is True"]),
        ({"kind": "drop", "for_seconds": 0}, ["for_seconds is 0"]),
        ({"kind": "drop", "for_seconds": 4000}, ["for_seconds is 4000"]),
        ({"kind": "drop", "times": 1, "for_seconds": 1}, ["exclude each other"]),
        ({"kind": "slow"}, ["slow needs seconds"]),
        ({"kind": "drop", "seconds": 1}, ["belongs to slow only"]),
        ({"kind": "drop", "match": 1}, ["match must be a glob"]),
        ({"kind": "x", "often": 1, "times": -1}, ["often", "kind is 'x'", "times is -1"]),
    ],
)
def test_wishes_are_checked_and_every_problem_is_told(
    api: Api, wish: dict[str, Any], told: list[str]
) -> None:
    answer = api.client.post(FAULTS, json=wish)

    assert answer.status_code == 400
    assert len(answer.json()["problems"]) == len(told)
    for part in told:
        assert part in answer.json()["message"]
    assert api.get(FAULTS) == {"faults": []}


@pytest.mark.parametrize("content", [b"{", b"[]"])
def test_a_wish_is_an_object(api: Api, content: bytes) -> None:
    assert api.client.post(FAULTS, content=content).status_code == 400
