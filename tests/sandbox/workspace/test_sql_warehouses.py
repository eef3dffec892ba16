"""SQL warehouses, and the data sources that stand for them."""

from typing import Any

import pytest
from sandbox.workspace.workspace_client import ME, Api

ROOT = "/api/2.0/sql/warehouses"
PERMISSIONS = "/api/2.0/permissions/sql/warehouses"


def create(api: Api, **changes: Any) -> str:
    body = {"name": "watch", "cluster_size": "2X-Small", **changes}
    warehouse_id: str = api.post(ROOT, body)["id"]
    return warehouse_id


def test_a_warehouse_is_answered_with_what_databricks_adds(api: Api) -> None:
    key = create(api, tags={"custom_tags": [{"key": "team", "value": "ml"}]})

    got = api.get(f"{ROOT}/{key}")

    assert (got["state"], got["creator_name"]) == ("RUNNING", ME)
    assert (got["auto_stop_mins"], got["enable_photon"]) == (120, True)
    assert (got["warehouse_type"], got["enable_serverless_compute"]) == ("CLASSIC", False)
    assert got["tags"] == {"custom_tags": [{"key": "team", "value": "ml"}]}
    assert got["odbc_params"]["path"].endswith(key)
    assert not [name for name in got if name.startswith("_")]


def test_the_data_sources_are_a_bare_list(api: Api) -> None:
    key = create(api)

    (source,) = api.get("/api/2.0/preview/sql/data_sources")

    assert (source["warehouse_id"], source["name"]) == (key, "watch")


def test_it_starts_after_some_polls(slow_api: Api) -> None:
    key = create(slow_api)

    states = [slow_api.get(f"{ROOT}/{key}")["state"] for _ in range(4)]

    assert states == ["STARTING", "STARTING", "RUNNING", "RUNNING"]


def test_without_capacity_it_stops_and_says_why(api: Api) -> None:
    api.post("/sandbox/faults", {"kind": "cluster-no-capacity", "match": "wat*"})

    got = api.get(f"{ROOT}/{create(api)}")

    assert (got["state"], got["health"]["status"]) == ("STOPPED", "FAILED")
    assert "No capacity" in got["health"]["message"]
    api.post(f"{ROOT}/{got['id']}/start")
    assert api.get(f"{ROOT}/{got['id']}")["state"] == "RUNNING"


def test_an_edit_keeps_what_it_does_not_name(api: Api) -> None:
    key = create(api, auto_stop_mins=10)

    api.post(f"{ROOT}/{key}/edit", {"name": "other", "max_num_clusters": 2})

    got = api.get(f"{ROOT}/{key}")
    assert (got["name"], got["max_num_clusters"], got["auto_stop_mins"]) == ("other", 2, 10)
    api.post(f"{ROOT}/{key}/stop")
    assert api.inventory()["sql_warehouses"] == [
        {
            "name": "other",
            "state": "STOPPED",
            "size": "2X-Small",
            "clusters": [1, 2],
            "auto_stop_minutes": 10,
            "serverless": False,
        }
    ]


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no name": ({"name": ""}, "name"),
    "odd size": ({"cluster_size": "Tiny"}, "cluster_size"),
    "no size": ({"cluster_size": None}, "cluster_size"),
    "short idle time": ({"auto_stop_mins": 5}, "at least 10"),
    "more than there may be": ({"max_num_clusters": 31}, "1 to 30"),
    "from more to less": ({"min_num_clusters": 3}, "3 to 1"),
    "serverless and classic": ({"enable_serverless_compute": True}, "PRO"),
    "unknown profile": (
        {"instance_profile_arn": "arn:aws:iam::123456789012:instance-profile/none"},
        "instance profile",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(api: Api, case: str) -> None:
    changes, told = REFUSED[case]

    body = {"name": "watch", "cluster_size": "Small", **changes}
    status, _, message = api.refused("POST", ROOT, body)

    assert status == 400
    assert told.lower() in message.lower()
    assert api.get(ROOT) == {"warehouses": []}


def test_a_name_is_taken_once_and_free_again(api: Api) -> None:
    key = create(api)
    assert api.refused("POST", ROOT, {"name": "watch", "cluster_size": "Small"})[2] == (
        "SQL warehouse with name `watch` already exists"
    )

    api.delete(f"{ROOT}/{key}")

    assert api.refused("GET", f"{ROOT}/{key}")[:2] == (404, "RESOURCE_DOES_NOT_EXIST")
    assert api.get("/api/2.0/preview/sql/data_sources") == []
    create(api)


def test_one_user_may_own_and_manage_it(api: Api) -> None:
    path = f"{PERMISSIONS}/{create(api)}"
    entries = [
        {"group_name": "scientists", "permission_level": "CAN_USE"},
        {"user_name": ME, "permission_level": "CAN_MANAGE"},
        {"user_name": ME, "permission_level": "IS_OWNER"},
    ]

    got = api.put(path, {"access_control_list": entries})

    assert got["object_type"] == "warehouses"
    mine = next(one for one in got["access_control_list"] if one.get("user_name") == ME)
    assert {one["permission_level"] for one in mine["all_permissions"]} == {
        "CAN_MANAGE",
        "IS_OWNER",
    }
