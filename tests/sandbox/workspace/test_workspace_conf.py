"""The workspace-conf API."""

from typing import Any

import pytest
from sandbox.workspace.workspace_client import Api

CONF = "/api/2.0/workspace-conf"


def test_values_are_text_and_have_defaults(api: Api) -> None:
    api.patch(CONF, {"enableDcs": "true", "maxTokenLifetimeDays": "90"})

    assert api.get(CONF, keys="enableDcs,maxTokenLifetimeDays,enableWebTerminal") == {
        "enableDcs": "true",
        "maxTokenLifetimeDays": "90",
        "enableWebTerminal": "false",
    }


def test_what_was_never_set_and_has_no_default_is_null(api: Api) -> None:
    assert api.get(CONF, keys="maxTokenLifetimeDays") == {"maxTokenLifetimeDays": None}


def test_unknown_keys_are_named(api: Api) -> None:
    told = 'Invalid keys: ["enableWarp","maxWarp"]'
    body = {"enableWarp": "true", "enableDcs": "true", "maxWarp": "9"}
    assert api.refused("PATCH", CONF, body)[2] == told
    assert api.refused("GET", CONF, query={"keys": "enableWarp,enableDcs,maxWarp"})[2] == told


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("enableDcs", ""),
        ("enableDcs", "yes"),
        ("maxTokenLifetimeDays", ""),
        ("maxTokenLifetimeDays", "0"),
        ("maxTokenLifetimeDays", "731"),
        ("maxTokenLifetimeDays", "a week"),
    ],
)
def test_values_are_checked(api: Api, key: str, value: str) -> None:
    _, _, message = api.refused("PATCH", CONF, {key: value})
    assert message == f'Some values are not allowed: {{"{key}":"{value}"}}'


@pytest.mark.parametrize("body", [{}, {"enableDcs": True}, {"maxTokenLifetimeDays": 90}])
def test_a_change_holds_text(api: Api, body: Any) -> None:
    assert api.refused("PATCH", CONF, body)[0] == 400


def test_nothing_of_a_refused_change_is_kept(api: Api) -> None:
    api.refused("PATCH", CONF, {"enableDcs": "true", "maxTokenLifetimeDays": ""})
    assert api.get(CONF, keys="enableDcs") == {"enableDcs": "false"}


def test_the_inventory_says_what_differs_and_what_cannot_be_unset(api: Api) -> None:
    api.patch(CONF, {"enableDcs": "true", "maxTokenLifetimeDays": "90"})
    api.patch(CONF, {"enableDcs": "false"})

    assert api.inventory()["workspace_conf"] == [
        {"key": "maxTokenLifetimeDays", "value": "90", "permanent": True}
    ]
