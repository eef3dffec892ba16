"""Secret scopes."""

import re
from typing import Literal

from modelstacks.sandbox.store import Transaction
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import exists, invalid
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.secrets_store import keys_of, require_scope
from modelstacks.sandbox.workspace.service import Service

SERVICE = Service("secret_scopes")
ROOT = "/api/2.0/secrets/scopes"
_NAME = re.compile(r"[\w\-@./]{1,128}", re.ASCII)


class NewScope(Message):
    """A scope as its maker describes it."""

    scope: str
    initial_manage_principal: Literal["users"] | None = None
    scope_backend_type: Literal["DATABRICKS", "AZURE_KEYVAULT"] | None = None


class OneScope(Message):
    """Names a scope."""

    scope: str


@SERVICE.post(f"{ROOT}/create")
def create(call: Call) -> Json:
    """Create a scope; its creator, or everybody, manages it."""
    fields = call.read(NewScope)
    if not _NAME.fullmatch(fields.scope):
        raise invalid(
            f"Scope name {fields.scope!r} must consist of alphanumeric characters, dashes,"
            " underscores, @ and periods, at most 128 of them"
        )
    if fields.scope_backend_type == "AZURE_KEYVAULT":
        raise invalid("Scope with Azure KeyVault must have userAADToken defined!")
    if call.tx.get("secret_scope", fields.scope) is not None:
        raise exists(f"Scope {fields.scope} already exists!")
    body = {"name": fields.scope, "backend_type": "DATABRICKS"}
    call.tx.put("secret_scope", fields.scope, body)
    manager = fields.initial_manage_principal or call.options.user_name
    call.tx.put("secret_acl", f"{fields.scope}/{manager}", {"permission": "MANAGE"})
    return {}


@SERVICE.get(f"{ROOT}/list")
def find(call: Call) -> Json:
    """List scopes."""
    return {"scopes": call.tx.all("secret_scope")}


@SERVICE.post(f"{ROOT}/delete")
def delete(call: Call) -> Json:
    """Delete a scope with its secrets and permissions."""
    scope = call.read(OneScope).scope
    require_scope(call.tx, scope)
    for kind in ("secret", "secret_acl"):
        for key, _ in keys_of(call.tx, kind, scope):
            call.tx.delete(kind, f"{scope}/{key}")
    call.tx.delete("secret_scope", scope)
    return {}


@SERVICE.lists("secret_scopes")
def _list(tx: Transaction) -> list[Json]:
    return [
        {
            "name": scope["name"],
            "keys": [key for key, _ in keys_of(tx, "secret", scope["name"])],
            "acls": {
                who: acl["permission"] for who, acl in keys_of(tx, "secret_acl", scope["name"])
            },
        }
        for scope in tx.all("secret_scope")
    ]
