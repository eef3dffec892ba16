"""SCIM ServicePrincipals."""

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import NO_CONTENT, Answer, Call
from modelstacks.sandbox.workspace.ids import new_id, new_uuid
from modelstacks.sandbox.workspace.memberships import forget_member, groups_of
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.principals import find_service_principal
from modelstacks.sandbox.workspace.scim import (
    ROOT,
    SCHEMA,
    clean,
    conflict,
    listing,
    patched,
    require,
    selected,
)
from modelstacks.sandbox.workspace.service import Service

SERVICE = Service("service_principals")
_KIND = "service_principal"
_KEPT = ("displayName", "active", "externalId", "entitlements", "roles")


@SERVICE.post(f"{ROOT}/ServicePrincipals")
def create(call: Call) -> Answer:
    """Create a service principal; its application id is given unless it was sent."""
    body = clean(call.body)
    application_id = body.get("applicationId") or new_uuid()
    if find_service_principal(call.tx, application_id) is not None:
        message = f"Service principal with application ID {application_id} already exists."
        raise conflict(message)
    key = new_id(call.tx)
    principal = {
        "schemas": [f"{SCHEMA}:ServicePrincipal"],
        "id": key,
        "applicationId": application_id,
        "displayName": application_id,
        "active": True,
        "entitlements": [],
        **{field: body[field] for field in _KEPT if field in body},
    }
    call.tx.put(_KIND, key, principal)
    return Answer(status=201, body=selected(principal, {}))


@SERVICE.get(f"{ROOT}/ServicePrincipals")
def find(call: Call) -> Json:
    """List service principals, filtered."""
    return listing((_with_groups(call.tx, one) for one in call.tx.all(_KIND)), call.query)


@SERVICE.get(f"{ROOT}/ServicePrincipals/{{id}}")
def get(call: Call) -> Json:
    """Answer one service principal."""
    principal = require(call.tx, _KIND, call.path["id"])
    return selected(_with_groups(call.tx, principal), call.query)


@SERVICE.put(f"{ROOT}/ServicePrincipals/{{id}}")
def replace(call: Call) -> Json:
    """Replace a service principal's attributes; its application id stays."""
    principal = require(call.tx, _KIND, call.path["id"])
    body = clean(call.body)
    changed = {**principal, "entitlements": [], **{f: body[f] for f in _KEPT if f in body}}
    call.tx.put(_KIND, principal["id"], changed)
    return selected(changed, {})


@SERVICE.patch(f"{ROOT}/ServicePrincipals/{{id}}")
def patch(call: Call) -> Answer:
    """Change single attributes, such as entitlements."""
    principal = require(call.tx, _KIND, call.path["id"])
    call.tx.put(_KIND, principal["id"], patched(principal, call.body))
    return NO_CONTENT


@SERVICE.delete(f"{ROOT}/ServicePrincipals/{{id}}")
def delete(call: Call) -> Answer:
    """Delete a service principal and its memberships."""
    principal = require(call.tx, _KIND, call.path["id"])
    forget_member(call.tx, principal["id"])
    call.tx.delete(_KIND, principal["id"])
    return NO_CONTENT


@SERVICE.lists("service_principals")
def _list(tx: Transaction) -> list[Json]:
    return [
        {"name": one["displayName"], "application_id": one["applicationId"]}
        for one in tx.all(_KIND)
    ]


def _with_groups(tx: Transaction, principal: Document) -> Document:
    return {**principal, "groups": groups_of(tx, principal["id"])}
