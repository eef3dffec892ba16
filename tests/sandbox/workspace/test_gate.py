"""Who may come in, and what every answer carries."""

import json
import logging
from typing import Any

import pytest
from sandbox.workspace.workspace_client import ME, SCIM, TOKEN, UC, Api

from modelstacks.sandbox.workspace.services import me

ME_PATH = f"{SCIM}/Me"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:1", "localhost:99", "[::1]:1", "LOCALHOST"]
)
def test_loopback_hosts_are_served(api: Api, host: str) -> None:
    assert api.client.get(ME_PATH, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1.example.com", "10.0.0.1", "", "[::2]"])
@pytest.mark.parametrize("path", [ME_PATH, "/sandbox/health", "/sandbox/inventory"])
def test_other_hosts_are_refused(api: Api, host: str, path: str) -> None:
    answer = api.client.get(path, headers={"Host": host})

    assert answer.status_code == 403
    assert answer.json()["error_code"] == "PERMISSION_DENIED"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x"]
)
@pytest.mark.parametrize("path", [ME_PATH, "/sandbox/inventory", "/nowhere"])
def test_the_token_is_asked_for(api: Api, header: str, path: str) -> None:
    answer = api.client.get(path, headers={"Authorization": header})

    assert answer.status_code == 401
    assert set(answer.json()) == {"error_code", "message"}


def test_health_needs_no_token(api: Api) -> None:
    answer = api.client.get("/sandbox/health", headers={"Authorization": ""})

    assert answer.json() == {"product": "modelstacks-sandbox"}


@pytest.mark.parametrize("path", [ME_PATH, "/nowhere", f"{UC}/catalogs/none", "/sandbox/health"])
def test_every_answer_names_the_workspace(api: Api, path: str) -> None:
    assert api.client.get(path).headers["X-Databricks-Org-Id"] == "1234567890123456"


def test_refusals_name_the_workspace_too(api: Api) -> None:
    assert "X-Databricks-Org-Id" in api.client.get(ME_PATH, headers={"Authorization": ""}).headers


def test_unknown_routes_are_counted(api: Api) -> None:
    # when routes are called that nobody serves, or not with that method
    for method, path in (("GET", "/api/2.0/nothing"), ("DELETE", ME_PATH), ("DELETE", ME_PATH)):
        status, code, _ = api.refused(method, path)
        assert (status, code) == (501, "NOT_IMPLEMENTED")

    # then they are listed with their count
    assert api.get("/sandbox/unknown-routes") == {
        "count": 3,
        "routes": [
            {"route": f"DELETE {ME_PATH}", "count": 2},
            {"route": "GET /api/2.0/nothing", "count": 1},
        ],
    }


@pytest.mark.parametrize("content", [b"{", b"[]", b'"x"', b"\xff\xfe"])
def test_a_body_that_is_no_object_is_malformed(api: Api, content: bytes) -> None:
    answer = api.client.post("/api/2.1/clusters/create", content=content)

    assert answer.status_code == 400
    assert answer.json()["error_code"] == "MALFORMED_REQUEST"


def test_a_wrong_type_is_malformed_and_an_unknown_field_is_ignored(api: Api) -> None:
    wrong = api.cluster(num_workers="2")
    odd = api.cluster(no_such_field=1)

    assert api.refused("POST", "/api/2.1/clusters/create", wrong)[:2] == (400, "MALFORMED_REQUEST")
    cluster_id = api.post("/api/2.1/clusters/create", odd)["cluster_id"]
    assert "no_such_field" not in api.get("/api/2.1/clusters/get", cluster_id=cluster_id)


def test_a_body_that_is_too_large_is_refused(api: Api) -> None:
    answer = api.client.post(ME_PATH, content=b" " * (33 * 1024 * 1024))

    assert answer.status_code == 413


def test_a_bug_is_told_to_the_log_only(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # given a handler that fails
    def fail(*_: Any) -> None:
        raise RuntimeError("inside")

    monkeypatch.setattr(me, "find_user", fail)

    # when it is called
    with caplog.at_level(logging.ERROR):
        answer = api.client.get(ME_PATH)

    # then the client learns nothing, and the log everything
    assert answer.status_code == 500
    assert answer.json()["error_code"] == "INTERNAL_ERROR"
    assert "inside" not in answer.text
    assert "RuntimeError: inside" in caplog.text


def test_the_call_log_has_keys_and_never_values(api: Api) -> None:
    # given a call with a secret value
    api.post("/api/2.0/secrets/scopes/create", {"scope": "ml"})
    body = {"scope": "ml", "key": "hf", "string_value": "s3cr3t"}
    agent = "databricks-tf-provider/1.99.0 terraform/1.11.4 resource/secret auth/pat"
    api.client.post("/api/2.0/secrets/put", json=body, headers={"User-Agent": agent})
    api.client.get(
        f"{SCIM}/Groups",
        params={"filter": 'displayName eq "hidden"'},
        headers={"User-Agent": "x resource/group data/yes"},
    )

    # when the log is read
    calls = api.get("/sandbox/calls")["calls"]

    # then it says what was called by whom, with keys only
    assert calls[-2] == {
        "method": "POST",
        "path": "/api/2.0/secrets/put",
        "query_keys": [],
        "body_keys": ["key", "scope", "string_value"],
        "status": 200,
        "resource": "resource/secret",
    }
    assert calls[-1]["query_keys"] == ["filter"]
    assert calls[-1]["resource"] == "data/group"
    assert "s3cr3t" not in json.dumps(calls)
    assert "hidden" not in json.dumps(calls)


def test_the_sandboxs_own_routes_are_not_logged(api: Api) -> None:
    api.inventory()

    assert api.get("/sandbox/calls")["calls"] == []


def test_what_a_refused_call_wrote_is_undone(api: Api) -> None:
    # given a call that writes before it is refused
    changes = [
        {"principal": "scientists", "add": ["USE_CATALOG"]},
        {"principal": "nobody", "add": ["USE_CATALOG"]},
    ]
    api.refused("PATCH", f"{UC}/permissions/catalog/main", {"changes": changes})

    # then nothing of it is there
    assert api.get(f"{UC}/permissions/catalog/main") == {"privilege_assignments": []}


def test_the_caller_is_an_administrator(api: Api) -> None:
    me_answer = api.get(ME_PATH)

    assert me_answer["userName"] == ME
    assert [group["display"] for group in me_answer["groups"]] == ["admins"]
