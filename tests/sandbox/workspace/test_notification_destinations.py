"""Notification destinations: secrets go in and never come back."""

from typing import Any

import pytest
from sandbox.workspace.workspace_client import Api

ROOT = "/api/2.0/notification-destinations"
SECRET = "https://hooks.example.com/s3cr3t"


def make(api: Api, **config: Any) -> Any:
    return api.post(ROOT, {"display_name": "alerts", "config": config})


@pytest.mark.parametrize(
    ("kind", "fields", "destination_type"),
    [
        ("slack", {"url": SECRET}, "SLACK"),
        ("pagerduty", {"integration_key": SECRET}, "PAGERDUTY"),
        ("microsoft_teams", {"url": SECRET}, "MICROSOFT_TEAMS"),
        ("generic_webhook", {"url": SECRET, "username": "u", "password": SECRET}, "WEBHOOK"),
    ],
)
def test_an_answer_says_only_which_secrets_are_set(
    api: Api, kind: str, fields: dict[str, str], destination_type: str
) -> None:
    made = make(api, **{kind: fields})

    assert made["destination_type"] == destination_type
    assert made["config"] == {kind: {f"{name}_set": True for name in fields}}
    with api.store.transaction() as tx:
        assert "s3cr3t" not in str(tx.all("notification_destination"))


def test_addresses_are_no_secret(api: Api) -> None:
    made = make(api, email={"addresses": ["ml@example.com"]})
    assert api.get(f"{ROOT}/{made['id']}")["config"] == {"email": {"addresses": ["ml@example.com"]}}


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"slack": {}},
        {"email": {"addresses": []}},
        {"email": {"addresses": ["ml"]}},
        {"generic_webhook": {"username": "u"}},
        {"slack": {"url": SECRET}, "email": {"addresses": ["ml@example.com"]}},
    ],
)
def test_one_complete_configuration_is_needed(api: Api, config: Any) -> None:
    assert api.refused("POST", ROOT, {"display_name": "alerts", "config": config})[0] == 400


def test_a_destination_changes_but_for_its_type(api: Api) -> None:
    key = make(api, slack={"url": SECRET})["id"]

    api.patch(f"{ROOT}/{key}", {"display_name": "renamed"})

    assert api.get(f"{ROOT}/{key}")["config"] == {"slack": {"url_set": True}}
    other = {"config": {"email": {"addresses": ["ml@example.com"]}}}
    assert api.refused("PATCH", f"{ROOT}/{key}", other)[0] == 400
    assert api.inventory()["notification_destinations"] == [{"name": "renamed", "type": "SLACK"}]

    api.delete(f"{ROOT}/{key}")
    assert api.refused("GET", f"{ROOT}/{key}")[0] == 404
