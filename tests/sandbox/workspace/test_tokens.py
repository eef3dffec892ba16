"""Personal access tokens, their limits, and who may have some."""

import pytest
from sandbox.workspace.workspace_client import Api

ROOT = "/api/2.0/token"
CONF = "/api/2.0/workspace-conf"
DAY = 24 * 60 * 60


def days(token: dict[str, int]) -> float:
    return (token["expiry_time"] - token["creation_time"]) / 1000 / DAY


def test_a_value_is_told_once(api: Api) -> None:
    made = api.post(f"{ROOT}/create", {"comment": "ci", "lifetime_seconds": DAY})

    assert made["token_value"].startswith("dapi")
    assert days(made["token_info"]) == 1
    assert api.get(f"{ROOT}/list") == {"token_infos": [made["token_info"]]}


def test_the_workspace_limits_new_tokens(api: Api) -> None:
    # given a token from before, and a limit
    old = api.post(f"{ROOT}/create", {})["token_info"]
    assert days(old) == 730
    api.patch(CONF, {"maxTokenLifetimeDays": "30"})

    # when tokens are made
    unlimited = api.post(f"{ROOT}/create", {})["token_info"]
    refusal = api.refused("POST", f"{ROOT}/create", {"lifetime_seconds": 31 * DAY})

    # then the limit holds for them, and the old one stays as it is
    assert days(unlimited) == 30
    assert (refusal[0], "30 days" in refusal[2]) == (400, True)
    assert api.get(f"{ROOT}/list")["token_infos"][0] == old


@pytest.mark.parametrize("seconds", [0, -1])
def test_a_lifetime_is_positive(api: Api, seconds: int) -> None:
    assert api.refused("POST", f"{ROOT}/create", {"lifetime_seconds": seconds})[0] == 400


def test_tokens_can_be_switched_off(api: Api) -> None:
    api.patch(CONF, {"enableTokensConfig": "false"})
    assert api.refused("POST", f"{ROOT}/create", {})[:2] == (403, "FEATURE_DISABLED")


def test_a_token_is_revoked_once(api: Api) -> None:
    token_id = api.post(f"{ROOT}/create", {})["token_info"]["token_id"]
    api.post(f"{ROOT}/delete", {"token_id": token_id})
    assert api.refused("POST", f"{ROOT}/delete", {"token_id": token_id})[0] == 404


def test_groups_are_given_the_use_of_tokens(api: Api) -> None:
    path = "/api/2.0/permissions/authorization/tokens"
    entries = [
        {"group_name": "admins", "permission_level": "CAN_MANAGE"},
        {"group_name": "scientists", "permission_level": "CAN_USE"},
    ]

    answer = api.put(path, {"access_control_list": entries})

    assert (answer["object_id"], answer["object_type"]) == ("/authorization/tokens", "tokens")
    assert [one["group_name"] for one in answer["access_control_list"]] == ["admins", "scientists"]
    assert api.refused("GET", "/api/2.0/permissions/authorization/keys")[0] == 404
