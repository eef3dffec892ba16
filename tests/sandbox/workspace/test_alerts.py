"""Queries, and alerts of both kinds."""

from typing import Any

import pytest
from sandbox.workspace.workspace_client import ME, SCIM, Api

QUERIES = "/api/2.0/sql/queries"
OLD = "/api/2.0/sql/alerts"
NEW = "/api/2.0/alerts"
CONDITION = {
    "op": "GREATER_THAN",
    "operand": {"column": {"name": "v"}},
    "threshold": {"value": {"double_value": 1}},
}


def warehouse(api: Api, name: str = "watch") -> str:
    body = {"name": name, "cluster_size": "Small"}
    warehouse_id: str = api.post("/api/2.0/sql/warehouses", body)["id"]
    return warehouse_id


def query(api: Api, **changes: Any) -> dict[str, Any]:
    body = {"display_name": "cost", "query_text": "select 1 as v", **changes}
    body.setdefault("warehouse_id", "0" * 16)
    return {"query": body}


def alert(warehouse_id: str, **changes: Any) -> dict[str, Any]:
    body = {
        "display_name": "errors",
        "query_text": "select 1 as v",
        "warehouse_id": warehouse_id,
        "evaluation": {
            "comparison_operator": "GREATER_THAN",
            "source": {"name": "v"},
            "threshold": {"value": {"double_value": 0}},
        },
        "schedule": {"quartz_cron_schedule": "0 0 * * * ?", "timezone_id": "UTC"},
    }
    return {key: value for key, value in {**body, **changes}.items() if value is not None}


def test_a_query_lies_in_a_folder_and_changes_by_mask(api: Api) -> None:
    key = warehouse(api)
    made = api.post(QUERIES, query(api, warehouse_id=key, schema="billing", description="d"))

    path = f"{QUERIES}/{made['id']}"
    got = api.get(path)
    assert (got["owner_user_name"], got["run_as_mode"]) == (ME, "OWNER")
    assert got["parent_path"] == f"/Workspace/Users/{ME}"
    assert got["schema"] == "billing"

    change = {"query": {"query_text": "select 2"}, "update_mask": "query_text,description,schema"}
    api.patch(path, change)

    got = api.get(path)
    assert got["query_text"] == "select 2"
    assert not {"description", "schema"} & set(got)
    odd = {"query": {}, "update_mask": "colour"}
    assert "colour" in api.refused("PATCH", path, odd)[2]
    moved = {"query": {"parent_path": "/Shared"}, "update_mask": "parent_path"}
    assert "parent_path" in api.refused("PATCH", path, moved)[2]
    api.delete(path)
    assert api.refused("GET", path)[:2] == (404, "RESOURCE_DOES_NOT_EXIST")


def test_a_query_needs_a_warehouse_a_folder_and_a_name_of_its_own(api: Api) -> None:
    assert "SQL warehouse 0" in api.refused("POST", QUERIES, query(api))[2]
    key = warehouse(api)
    lost = query(api, warehouse_id=key, parent_path="/Shared/none")
    status, _, message = api.refused("POST", QUERIES, lost)
    assert (status, message) == (404, "Path (/Shared/none) doesn't exist.")
    api.post(QUERIES, query(api, warehouse_id=key))
    assert api.refused("POST", QUERIES, query(api, warehouse_id=key))[1] == (
        "RESOURCE_ALREADY_EXISTS"
    )
    assert "query_text" in api.refused("POST", QUERIES, {"query": {"display_name": "x"}})[2]


def test_an_older_alert_needs_its_query_and_a_threshold(api: Api) -> None:
    key = warehouse(api)
    query_id = api.post(QUERIES, query(api, warehouse_id=key))["id"]
    body = {"display_name": "idle", "query_id": query_id, "condition": CONDITION}
    made = api.post(OLD, {"alert": body})

    got = api.get(f"{OLD}/{made['id']}")
    assert got.items() >= body.items()
    assert api.inventory()["alerts"] == [
        {"name": "idle", "when": "v greater than 1", "query": "cost"}
    ]
    change = {"alert": {"notify_on_ok": False}, "update_mask": "notify_on_ok"}
    assert api.patch(f"{OLD}/{made['id']}", change)["notify_on_ok"] is False
    lost = {"alert": {**body, "query_id": "0", "display_name": "x"}}
    assert api.refused("POST", OLD, lost)[0] == 404
    # the provider does not send a threshold of 0
    empty = {"alert": {**body, "condition": {**CONDITION, "threshold": {"value": {}}}}}
    assert "exactly one of" in api.refused("POST", OLD, empty)[2]
    api.delete(f"{OLD}/{made['id']}")
    assert api.inventory()["alerts"] == []


def test_an_alert_answers_what_it_was_told_and_no_more(api: Api) -> None:
    body = alert(warehouse(api))

    made = api.post(NEW, body)

    assert made.items() >= body.items()
    assert set(made) - set(body) == {
        "id",
        "owner_user_name",
        "effective_run_as",
        "lifecycle_state",
        "create_time",
        "update_time",
    }
    assert made["effective_run_as"] == {"user_name": ME}
    assert api.get(f"{NEW}/{made['id']}") == made


def test_an_alert_changes_by_the_mask_in_the_query(api: Api) -> None:
    body = alert(warehouse(api), custom_summary="s", parent_path="/Shared")
    path = f"{NEW}/{api.post(NEW, body)['id']}"
    mask = {"update_mask": "display_name,custom_summary,parent_path"}

    changed = api.call(
        "PATCH", path, {"display_name": "other", "parent_path": "/Shared"}, query=mask
    )

    assert changed["display_name"] == "other"
    assert "custom_summary" not in changed
    status, _, message = api.refused("PATCH", path, {"display_name": "x"}, query=mask)
    assert (status, "parent_path" in message) == (400, True)


def test_an_alert_runs_as_whom_it_is_told_and_tells_destinations(api: Api) -> None:
    runner = api.post(f"{SCIM}/ServicePrincipals", {"displayName": "r"})["applicationId"]
    mail = {"display_name": "mail", "config": {"email": {"addresses": ["a@example.com"]}}}
    place = api.post("/api/2.0/notification-destinations", mail)["id"]
    body = alert(warehouse(api), run_as={"service_principal_name": runner})
    told = {"subscriptions": [{"destination_id": place}, {"user_email": "b@example.com"}]}
    body["evaluation"] = {**body["evaluation"], "notification": told}

    made = api.post(NEW, body)

    assert made["effective_run_as"] == {"service_principal_name": runner}
    (row,) = api.inventory()["alerts_v2"]
    assert row["tells"] == ["mail", "b@example.com"]
    assert (row["when"], row["paused"]) == ("v greater than 0", False)


EVALUATION = alert("")["evaluation"]
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no warehouse": ({"warehouse_id": "0"}, "SQL warehouse 0 does not exist"),
    "no folder": ({"parent_path": "/Shared/none"}, "doesn't exist"),
    "no text": ({"query_text": " "}, "query_text"),
    "odd cron": (
        {"schedule": {"quartz_cron_schedule": "hourly", "timezone_id": "UTC"}},
        "quartz cron",
    ),
    "two days": (
        {"schedule": {"quartz_cron_schedule": "0 0 * * * *", "timezone_id": "UTC"}},
        "exactly one of",
    ),
    "odd zone": (
        {"schedule": {"quartz_cron_schedule": "0 0 * * * ?", "timezone_id": "Europe/Berlni"}},
        "Did you mean Europe/Berlin?",
    ),
    "no threshold": ({"evaluation": {**EVALUATION, "threshold": None}}, "threshold"),
    "odd comparison": (
        {"evaluation": {**EVALUATION, "comparison_operator": "ABOVE"}},
        "comparison_operator",
    ),
    "unknown destination": (
        {
            "evaluation": {
                **EVALUATION,
                "notification": {"subscriptions": [{"destination_id": "0"}]},
            }
        },
        "destination 0",
    ),
    "unknown principal": ({"run_as": {"service_principal_name": "0"}}, "run_as"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(api: Api, case: str) -> None:
    changes, told = REFUSED[case]
    key = warehouse(api)

    _, _, message = api.refused("POST", NEW, {**alert(key), **changes})

    assert told in message
    assert api.get(NEW) == {"alerts": []}
