"""Secret scopes, secrets and their access lists. Values go in; none ever comes back."""

from modelstacks.sandbox.providers.databricks.bodies import to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.rest import ApiError
from modelstacks.sandbox.providers.databricks.waiting import wait_for
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

_SECRETS = "/api/2.0/secrets"
_RENAMES: dict[tuple[str, ...], str] = {
    ("name",): "scope",
    ("backend_type",): "scope_backend_type",
    ("keyvault_metadata",): "backend_azure_keyvault",
}


def create_scope(call: Call) -> None:
    """Create."""
    only = ("name", "initial_manage_principal", "keyvault_metadata")
    body = to_api(call.block, call.values, only=only, renames=_RENAMES)
    vault = "backend_azure_keyvault" in body
    body["scope_backend_type"] = "AZURE_KEYVAULT" if vault else "DATABRICKS"
    call.client.post(f"{_SECRETS}/scopes/create", body)
    call.id = call.values["name"]


def read_scope(call: Call) -> Object | None:
    """Look it up among all scopes."""
    for scope in call.client.get(f"{_SECRETS}/scopes/list").get("scopes") or []:
        if scope.get("name") == call.id:
            return {"name": call.id, "backend_type": scope.get("backend_type")}
    return None


def delete_scope(call: Call) -> None:
    """Delete."""
    call.client.post(f"{_SECRETS}/scopes/delete", {"scope": call.id})


def _pair(call: Call) -> tuple[str, str]:
    left, bar, right = str(call.id).partition("|||")
    if not bar:
        raise ProviderError(f"the id {call.id} must have two parts, separated by |||")
    return left, right


def create_secret(call: Call) -> None:
    """Put the value."""
    only = ("key", "scope", "string_value")
    call.client.post(f"{_SECRETS}/put", to_api(call.block, call.values, only=only))
    call.id = f"{call.values['scope']}|||{call.values['key']}"


def read_secret(call: Call) -> Object | None:
    """Look its name up in the scope."""
    scope, key = _pair(call)
    for secret in call.client.get(f"{_SECRETS}/list", scope=scope).get("secrets") or []:
        if secret.get("key") == key:
            return {
                "scope": scope,
                "key": key,
                "last_updated_timestamp": secret.get("last_updated_timestamp"),
                "config_reference": f"{{{{secrets/{scope}/{key}}}}}",
            }
    return None


def delete_secret(call: Call) -> None:
    """Delete."""
    scope, key = _pair(call)
    call.client.post(f"{_SECRETS}/delete", {"key": key, "scope": scope})


def create_acl(call: Call) -> None:
    """Put the permission until it is there."""
    body = to_api(call.block, call.values, only=("scope", "principal", "permission"))
    where = {"scope": call.values["scope"], "principal": call.values["principal"]}

    def put() -> bool | None:
        call.client.post(f"{_SECRETS}/acls/put", body)
        try:
            held = call.client.get(f"{_SECRETS}/acls/get", **where).get("permission")
        except ApiError:
            return None
        return True if held == call.values["permission"] else None

    wait_for(call, "create", 5, put)
    call.id = f"{call.values['scope']}|||{call.values['principal']}"


def read_acl(call: Call) -> Object | None:
    """Read."""
    scope, principal = _pair(call)
    answer = call.client.get(f"{_SECRETS}/acls/get", scope=scope, principal=principal)
    return {"scope": scope, "principal": principal, "permission": answer.get("permission")}


def delete_acl(call: Call) -> None:
    """Delete."""
    scope, principal = _pair(call)
    call.client.post(f"{_SECRETS}/acls/delete", {"principal": principal, "scope": scope})


TABLES = (
    ResourceTable(
        type_name="databricks_secret_scope",
        create=create_scope,
        read=read_scope,
        delete=delete_scope,
        behaviour=behaviour("databricks_secret_scope"),
    ),
    ResourceTable(
        type_name="databricks_secret",
        create=create_secret,
        read=read_secret,
        delete=delete_secret,
        behaviour=behaviour("databricks_secret"),
    ),
    ResourceTable(
        type_name="databricks_secret_acl",
        create=create_acl,
        read=read_acl,
        delete=delete_acl,
        reads_after_write=lambda _call: False,
        behaviour=behaviour("databricks_secret_acl"),
    ),
)
