"""Secret scopes, secrets and who may use them."""

import base64
import json

import pytest
from sandbox.workspace.workspace_client import ME, Api

ROOT = "/api/2.0/secrets"


@pytest.fixture
def scope(api: Api) -> str:
    api.post(f"{ROOT}/scopes/create", {"scope": "ml", "scope_backend_type": "DATABRICKS"})
    return "ml"


def put(api: Api, value: str = "s3cr3t") -> None:
    api.post(f"{ROOT}/put", {"scope": "ml", "key": "hf", "string_value": value})


def test_a_scope_is_listed_and_managed_by_its_creator(api: Api, scope: str) -> None:
    assert api.get(f"{ROOT}/scopes/list") == {
        "scopes": [{"name": "ml", "backend_type": "DATABRICKS"}]
    }
    acls = api.get(f"{ROOT}/acls/list", scope="ml")["items"]
    assert acls == [{"principal": ME, "permission": "MANAGE"}]


def test_everybody_may_manage_a_scope(api: Api) -> None:
    body = {"scope": "open", "initial_manage_principal": "users"}
    api.post(f"{ROOT}/scopes/create", body)

    acl = api.get(f"{ROOT}/acls/get", scope="open", principal="users")
    assert acl == {"principal": "users", "permission": "MANAGE"}


def test_names_are_taken_once(api: Api, scope: str) -> None:
    refusal = api.refused("POST", f"{ROOT}/scopes/create", {"scope": "ml"})

    assert refusal == (400, "RESOURCE_ALREADY_EXISTS", "Scope ml already exists!")


@pytest.mark.parametrize(
    "body",
    [
        {"scope": ""},
        {"scope": "a b"},
        {"scope": "x" * 129},
        {"scope": "a", "initial_manage_principal": "scientists"},
        {"scope": "a", "scope_backend_type": "AZURE_KEYVAULT"},
    ],
)
def test_scopes_are_checked(api: Api, body: object) -> None:
    assert api.refused("POST", f"{ROOT}/scopes/create", body)[0] == 400


def test_a_value_is_answered_by_get_alone(api: Api, scope: str) -> None:
    put(api)

    value = api.get(f"{ROOT}/get", scope="ml", key="hf")["value"]
    assert base64.b64decode(value) == b"s3cr3t"
    (listed,) = api.get(f"{ROOT}/list", scope="ml")["secrets"]
    assert set(listed) == {"key", "last_updated_timestamp"}
    seen = json.dumps([api.inventory(), api.get("/sandbox/calls"), listed])
    assert "s3cr3t" not in seen
    assert value not in seen


def test_bytes_are_secrets_too(api: Api, scope: str) -> None:
    api.post(f"{ROOT}/put", {"scope": "ml", "key": "b", "bytes_value": "AAE="})

    assert api.get(f"{ROOT}/get", scope="ml", key="b")["value"] == "AAE="


@pytest.mark.parametrize(
    "body",
    [
        {"key": "a"},
        {"key": "a", "string_value": "x", "bytes_value": "AAE="},
        {"key": "a", "bytes_value": "?"},
        {"key": "a b", "string_value": "x"},
        {"key": "", "string_value": "x"},
        {"key": "a", "string_value": "x" * (128 * 1024 + 1)},
    ],
)
def test_secrets_are_checked(api: Api, scope: str, body: dict[str, str]) -> None:
    status, _, message = api.refused("POST", f"{ROOT}/put", {"scope": "ml", **body})

    assert status == 400
    assert "xxx" not in message


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "put", {"scope": "none", "key": "a", "string_value": "x"}),
        ("POST", "delete", {"scope": "none", "key": "a"}),
        ("POST", "delete", {"scope": "ml", "key": "none"}),
        ("POST", "scopes/delete", {"scope": "none"}),
        ("POST", "acls/put", {"scope": "none", "principal": "users", "permission": "READ"}),
        ("POST", "acls/put", {"scope": "ml", "principal": "nobody", "permission": "READ"}),
        ("POST", "acls/delete", {"scope": "ml", "principal": "users"}),
        ("GET", "list?scope=none", None),
        ("GET", "get?scope=ml&key=none", None),
        ("GET", "acls/get?scope=ml&principal=users", None),
        ("GET", "acls/list?scope=none", None),
    ],
)
def test_what_is_named_must_exist(
    api: Api, scope: str, method: str, path: str, body: object
) -> None:
    refusal = api.refused(method, f"{ROOT}/{path}", body)

    assert refusal[:2] == (404, "RESOURCE_DOES_NOT_EXIST")


def test_acls_are_replaced_and_removed(api: Api, scope: str) -> None:
    for permission in ("READ", "WRITE"):
        body = {"scope": "ml", "principal": "scientists", "permission": permission}
        api.post(f"{ROOT}/acls/put", body)
    found = api.get(f"{ROOT}/acls/get", scope="ml", principal="scientists")
    assert found["permission"] == "WRITE"
    wrong = {"scope": "ml", "principal": "scientists", "permission": "FLY"}
    assert api.refused("POST", f"{ROOT}/acls/put", wrong)[0] == 400

    api.post(f"{ROOT}/acls/delete", {"scope": "ml", "principal": "scientists"})

    query = {"scope": "ml", "principal": "scientists"}
    assert api.refused("GET", f"{ROOT}/acls/get", query=query)[0] == 404


def test_a_scope_goes_with_everything_in_it(api: Api, scope: str) -> None:
    put(api)
    api.post(f"{ROOT}/scopes/delete", {"scope": "ml"})
    api.post(f"{ROOT}/scopes/create", {"scope": "ml"})

    assert api.get(f"{ROOT}/list", scope="ml") == {"secrets": []}
    put(api)
    api.post(f"{ROOT}/delete", {"scope": "ml", "key": "hf"})
    assert api.inventory()["secret_scopes"] == [{"name": "ml", "keys": [], "acls": {ME: "MANAGE"}}]
