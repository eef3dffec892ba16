"""Who may read, write and manage the secrets of a scope."""

from typing import Literal

from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import missing
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.principals import find_principal
from modelstacks.sandbox.workspace.secrets_store import keys_of, require_scope
from modelstacks.sandbox.workspace.service import Service

SERVICE = Service("secret_acls")
ROOT = "/api/2.0/secrets/acls"


class NewAcl(Message):
    """What a principal may do with a scope."""

    scope: str
    principal: str
    permission: Literal["READ", "WRITE", "MANAGE"]


class OneAcl(Message):
    """Names a principal of a scope."""

    scope: str
    principal: str


@SERVICE.post(f"{ROOT}/put")
def put(call: Call) -> Json:
    """Set what a principal may do."""
    fields = call.read(NewAcl)
    require_scope(call.tx, fields.scope)
    if find_principal(call.tx, fields.principal) is None:
        raise missing(f"Cannot find the user or group: {fields.principal}")
    body = {"permission": fields.permission}
    call.tx.put("secret_acl", f"{fields.scope}/{fields.principal}", body)
    return {}


@SERVICE.get(f"{ROOT}/get")
def get(call: Call) -> Json:
    """Answer what one principal may do."""
    scope, principal = call.asked("scope"), call.asked("principal")
    require_scope(call.tx, scope)
    return {"principal": principal, **_require(call, scope, principal)}


@SERVICE.get(f"{ROOT}/list")
def find(call: Call) -> Json:
    """List what every principal may do."""
    scope = call.asked("scope")
    require_scope(call.tx, scope)
    found = keys_of(call.tx, "secret_acl", scope)
    return {"items": [{"principal": principal, **acl} for principal, acl in found]}


@SERVICE.post(f"{ROOT}/delete")
def delete(call: Call) -> Json:
    """Take back what a principal may do."""
    fields = call.read(OneAcl)
    require_scope(call.tx, fields.scope)
    _require(call, fields.scope, fields.principal)
    call.tx.delete("secret_acl", f"{fields.scope}/{fields.principal}")
    return {}


def _require(call: Call, scope: str, principal: str) -> Json:
    found = call.tx.get("secret_acl", f"{scope}/{principal}")
    if found is None:
        raise missing(f"Failed to get secret acl for principal {principal} for scope {scope}.")
    return found
