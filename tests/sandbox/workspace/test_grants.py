"""Privileges on Unity Catalog objects."""

from typing import Any

import pytest
from sandbox.workspace.workspace_client import ME, SCIM, UC, Api

CATALOG = f"{UC}/permissions/catalog/main"


def change(api: Api, path: str, **what: Any) -> Any:
    return api.patch(path, {"changes": [{"principal": "scientists", **what}]})


def test_privileges_come_and_go(api: Api) -> None:
    change(api, CATALOG, add=["USE_CATALOG", "use schema"])
    assert api.get(CATALOG)["privilege_assignments"] == [
        {"principal": "scientists", "privileges": ["USE_CATALOG", "USE_SCHEMA"]}
    ]

    left = change(api, CATALOG, add=["EXECUTE"], remove=["USE_SCHEMA", "USE_CATALOG"])
    assert left["privilege_assignments"] == [{"principal": "scientists", "privileges": ["EXECUTE"]}]

    change(api, CATALOG, remove=["EXECUTE"])
    assert api.get(CATALOG) == {"privilege_assignments": []}


def test_models_are_functions(api: Api) -> None:
    path = f"{UC}/permissions/function/{api.model()}"

    change(api, path, add=["EXECUTE"])

    (granted,) = api.get(path)["privilege_assignments"]
    assert granted["privileges"] == ["EXECUTE"]
    assert api.inventory()["grants"] == [
        {"on": "main.nlp.t5", "kind": "model", "to": {"scientists": ["EXECUTE"]}}
    ]


@pytest.mark.parametrize(
    ("kind", "name", "privilege"),
    [
        ("catalog", "main", "CREATE_CATALOG"),
        ("schema", "main.nlp", "USE_CATALOG"),
        ("function", "main.nlp.t5", "SELECT"),
        ("function", "main.nlp.t5", "READ_VOLUME"),
        ("catalog", "main", "FLY"),
    ],
)
def test_privileges_must_fit_the_object(api: Api, kind: str, name: str, privilege: str) -> None:
    api.model()
    body = {"changes": [{"principal": "scientists", "add": [privilege]}]}

    status, code, message = api.refused("PATCH", f"{UC}/permissions/{kind}/{name}", body)
    assert (status, code) == (400, "INVALID_PARAMETER_VALUE")
    assert privilege in message


def test_principals_must_be_of_the_account(api: Api) -> None:
    """A workspace's own groups, `users` among them, are unknown to Unity Catalog."""
    api.post(f"{SCIM}/Groups", {"displayName": "local-team"})

    for principal in ("nobody", "users", "admins", "local-team"):
        body = {"changes": [{"principal": principal, "add": ["USE_CATALOG"]}]}
        status, code, message = api.refused("PATCH", CATALOG, body)
        assert (status, code) == (404, "PRINCIPAL_DOES_NOT_EXIST")
        assert message.startswith(f"Could not find principal with name {principal}")
    for principal in ("account users", "scientists", ME):
        api.patch(CATALOG, {"changes": [{"principal": principal, "add": ["USE_CATALOG"]}]})


def test_a_principal_that_is_gone_can_still_be_removed(api: Api) -> None:
    body = {"changes": [{"principal": "gone", "remove": ["USE_CATALOG"]}]}

    api.patch(CATALOG, body)


@pytest.mark.parametrize(
    ("kind", "name", "status"),
    [("catalog", "none", 404), ("volume", "main.a.b", 404), ("planet", "main", 400)],
)
def test_objects_must_exist(api: Api, kind: str, name: str, status: int) -> None:
    assert api.refused("GET", f"{UC}/permissions/{kind}/{name}")[0] == status


def test_effective_permissions_come_from_the_containers(api: Api) -> None:
    name = api.model()
    change(api, CATALOG, add=["USE_CATALOG"])
    change(api, f"{UC}/permissions/function/{name}", add=["EXECUTE"])

    found = api.get(f"{UC}/effective-permissions/function/{name}")["privilege_assignments"]
    assert found == [
        {
            "principal": "scientists",
            "privileges": [
                {"privilege": "EXECUTE"},
                {
                    "privilege": "USE_CATALOG",
                    "inherited_from_type": "CATALOG",
                    "inherited_from_name": "main",
                },
            ],
        }
    ]
    none = api.get(f"{UC}/effective-permissions/function/{name}", principal="nobody")
    assert none == {"privilege_assignments": []}


def test_the_metastore_takes_privileges(api: Api) -> None:
    change(api, f"{UC}/permissions/metastore/any", add=["CREATE_CATALOG"])
