"""Dashboards and experiments: objects that lie in a folder."""

import json
from typing import Any

import pytest
from sandbox.workspace.workspace_client import ME, Api

ROOT = "/api/2.0/lakeview/dashboards"
EXPERIMENTS = "/api/2.0/mlflow/experiments"
BOARD = json.dumps({"pages": [{"name": "p"}]})


def board(api: Api, **changes: Any) -> dict[str, Any]:
    body = {"name": "watch", "cluster_size": "Small"}
    known = api.get("/api/2.0/sql/warehouses")["warehouses"]
    key = known[0]["id"] if known else api.post("/api/2.0/sql/warehouses", body)["id"]
    told = {"display_name": "t5", "parent_path": "/Shared", "serialized_dashboard": BOARD}
    return {**told, "warehouse_id": key, **changes}


def test_a_dashboard_is_drafted_published_and_changed(api: Api) -> None:
    body = board(api, parent_path="/Workspace/Shared")
    made = api.post(ROOT, body)

    assert made.items() >= body.items()
    assert made["path"] == "/Shared/t5.lvdash.json"
    path = f"{ROOT}/{made['dashboard_id']}"
    assert api.refused("GET", f"{path}/published")[0] == 404
    api.post(f"{path}/published", {"embed_credentials": True})
    assert api.get(f"{path}/published")["warehouse_id"] == body["warehouse_id"]

    changed = api.patch(path, {"display_name": "llama", "etag": made["etag"]})

    assert changed["etag"] != made["etag"]
    assert api.refused("PATCH", path, {"display_name": "x", "etag": made["etag"]})[0] == 409
    assert api.inventory()["dashboards"] == [
        {"name": "llama", "folder": "/Shared", "pages": 1, "published": True}
    ]
    api.delete(path)
    assert api.refused("GET", path)[0] == 404


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"parent_path": "/Shared/none"}, "Path (/Shared/none) doesn't exist."),
        ({"serialized_dashboard": "no JSON"}, "JSON object"),
        ({"serialized_dashboard": "[]"}, "JSON object"),
        ({"warehouse_id": "0"}, "SQL warehouse 0 does not exist."),
        ({"display_name": ""}, "display_name"),
    ],
)
def test_a_dashboard_that_cannot_be(api: Api, changes: dict[str, Any], told: str) -> None:
    assert told in api.refused("POST", ROOT, board(api, **changes))[2]


def test_a_name_is_taken_once_in_a_folder(api: Api) -> None:
    api.post(ROOT, board(api))

    assert api.refused("POST", ROOT, board(api))[1] == "RESOURCE_ALREADY_EXISTS"
    api.post(ROOT, board(api, parent_path=f"/Users/{ME}"))


def test_an_experiment_is_a_path(api: Api) -> None:
    key = api.post(f"{EXPERIMENTS}/create", {"name": "/Shared/t5"})["experiment_id"]

    got = api.get(f"{EXPERIMENTS}/get", experiment_id=key)["experiment"]
    assert (got["name"], got["lifecycle_stage"]) == ("/Shared/t5", "active")
    assert got["artifact_location"].endswith(key)
    named = api.get(f"{EXPERIMENTS}/get-by-name", experiment_name="/Workspace/Shared/t5")
    assert named["experiment"]["experiment_id"] == key

    api.post(f"{EXPERIMENTS}/update", {"experiment_id": key, "new_name": "/Shared/t5-2"})

    assert api.inventory()["experiments"] == [{"name": "/Shared/t5-2", "id": key}]
    for name, told in (
        ("t5", "absolute path"),
        ("/Shared/none/t5", "Parent directory /Shared/none"),
        ("/Workspace/Shared/t5-2", "already exists"),
    ):
        assert told in api.refused("POST", f"{EXPERIMENTS}/create", {"name": name})[2]
    api.post(f"{EXPERIMENTS}/delete", {"experiment_id": key})
    assert api.refused("GET", f"{EXPERIMENTS}/get", query={"experiment_id": key})[0] == 404
