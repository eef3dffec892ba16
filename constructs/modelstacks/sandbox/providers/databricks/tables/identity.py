"""Groups, users and service principals (SCIM)."""

from typing import Any

from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.tables.entitlement_values import from_scim, to_scim
from modelstacks.sandbox.providers.plugin.behaviour import letter_case
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

Json = dict[str, Any]

_SCIM = "/api/2.0/preview/scim/v2"
_CORE = "urn:ietf:params:scim:schemas:core:2.0"
_READ = "userName,displayName,active,externalId,entitlements"
_NAMES = {
    "display_name": "displayName",
    "user_name": "userName",
    "application_id": "applicationId",
    "external_id": "externalId",
    "active": "active",
}
_BUILT_IN = frozenset({"users", "admins"})


def _body(call: Call, kind: str, *names: str) -> Json:
    body: Json = {"schemas": [f"{_CORE}:{kind}"]}
    for name in names:
        if call.values.get(name):
            body[_NAMES[name]] = call.values[name]
    body["entitlements"] = to_scim(call.values)
    return body


def check_group(call: Call) -> None:
    """Refuse the groups that every workspace has."""
    if call.values.get("display_name") in _BUILT_IN:
        raise ProviderError(
            f"the group {call.values['display_name']} is built in: use a data source",
            path=("display_name",),
        )


def create_group(call: Call) -> None:
    """Create."""
    body = _body(call, "Group", "display_name", "external_id")
    call.id = str(call.client.post(f"{_SCIM}/Groups", body)["id"])


def read_group(call: Call) -> Object | None:
    """Read."""
    query = {"attributes": "displayName,externalId,entitlements"}
    answer = call.client.get(f"{_SCIM}/Groups/{call.id}", **query)
    return {
        "display_name": answer.get("displayName"),
        "external_id": answer.get("externalId"),
        "acl_principal_id": f"groups/{answer.get('displayName')}",
        "url": f"{call.client.rest.url}/#setting/accounts/groups/{call.id}",
        **from_scim(answer),
    }


def update_group(call: Call) -> None:
    """Replace, sending back the members it has."""
    path = f"{_SCIM}/Groups/{call.id}"
    query = {"attributes": "displayName,entitlements,groups,members,externalId"}
    held = call.client.get(path, **query)
    body = _body(call, "Group", "display_name", "external_id")
    for name in ("members", "groups", "roles"):
        if held.get(name):
            body[name] = held[name]
    call.client.put(path, body)


def delete_group(call: Call) -> None:
    """Delete."""
    call.client.delete(f"{_SCIM}/Groups/{call.id}")


def _create(call: Call, kind: str, *names: str) -> None:
    call.id = str(call.client.post(f"{_SCIM}/{kind}s", _body(call, kind, *names))["id"])


def _common(answer: Json, name: str) -> Object:
    return {
        "display_name": answer.get("displayName"),
        "active": bool(answer.get("active")),
        "external_id": answer.get("externalId"),
        "home": f"/Users/{name}",
        "repos": f"/Repos/{name}",
        **from_scim(answer),
    }


def _replace(call: Call, kind: str, *names: str) -> None:
    path = f"{_SCIM}/{kind}s/{call.id}"
    held = call.client.get(path, attributes="groups,roles")
    body = _body(call, kind, *names)
    for name in ("groups", "roles"):
        if held.get(name):
            body[name] = held[name]
    call.client.put(path, body)


def _delete(call: Call, kind: str) -> None:
    path = f"{_SCIM}/{kind}s/{call.id}"
    if call.values.get("disable_as_user_deletion"):
        operation = {"op": "replace", "path": "active", "value": "false"}
        schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
        call.client.patch(path, {"schemas": [schema], "Operations": [operation]})
        return
    call.client.delete(path)


_USER = ("user_name", "display_name", "active", "external_id")


def create_user(call: Call) -> None:
    """Create."""
    _create(call, "User", *_USER)


def read_user(call: Call) -> Object | None:
    """Read."""
    answer = call.client.get(f"{_SCIM}/Users/{call.id}", attributes=_READ)
    name = str(answer.get("userName"))
    return {**_common(answer, name), "user_name": name, "acl_principal_id": f"users/{name}"}


def update_user(call: Call) -> None:
    """Replace."""
    _replace(call, "User", *_USER)


def delete_user(call: Call) -> None:
    """Delete, or disable if asked so."""
    _delete(call, "User")


def create_principal(call: Call) -> None:
    """Create."""
    _create(call, "ServicePrincipal", "application_id", "display_name", "active", "external_id")


def read_principal(call: Call) -> Object | None:
    """Read."""
    answer = call.client.get(f"{_SCIM}/ServicePrincipals/{call.id}", attributes=_READ)
    name = str(answer.get("applicationId"))
    found = {**_common(answer, name), "application_id": name}
    return {**found, "acl_principal_id": f"servicePrincipals/{name}"}


def update_principal(call: Call) -> None:
    """Replace."""
    _replace(call, "ServicePrincipal", "display_name", "active", "external_id")


def delete_principal(call: Call) -> None:
    """Delete, or disable if asked so."""
    _delete(call, "ServicePrincipal")


TABLES = (
    ResourceTable(
        type_name="databricks_group",
        create=create_group,
        read=read_group,
        update=update_group,
        delete=delete_group,
        customize=check_group,
        behaviour=behaviour("databricks_group"),
    ),
    ResourceTable(
        type_name="databricks_user",
        create=create_user,
        read=read_user,
        update=update_user,
        delete=delete_user,
        behaviour=behaviour("databricks_user", suppressions={"user_name": letter_case}),
    ),
    ResourceTable(
        type_name="databricks_service_principal",
        create=create_principal,
        read=read_principal,
        update=update_principal,
        delete=delete_principal,
        behaviour=behaviour("databricks_service_principal"),
    ),
)
