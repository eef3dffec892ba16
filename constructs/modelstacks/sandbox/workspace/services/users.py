"""SCIM Users."""

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import NO_CONTENT, Answer, Call
from modelstacks.sandbox.workspace.errors import invalid
from modelstacks.sandbox.workspace.ids import new_id
from modelstacks.sandbox.workspace.memberships import forget_member, groups_of
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.principals import find_user
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

SERVICE = Service("users")
_KEPT = (
    "displayName",
    "userName",
    "active",
    "externalId",
    "entitlements",
    "roles",
    "emails",
    "name",
)


def with_groups(tx: Transaction, user: Document) -> Document:
    """Return a user with the groups it is a direct member of."""
    return {**user, "groups": groups_of(tx, user["id"])}


@SERVICE.post(f"{ROOT}/Users")
def create(call: Call) -> Answer:
    """Create a user."""
    body = clean(call.body)
    name = body.get("userName")
    if not name:
        raise invalid("userName is required")
    if find_user(call.tx, name) is not None:
        raise conflict(f"User with username {name} already exists.")
    key = new_id(call.tx)
    kept = {field: body[field] for field in _KEPT if field in body}
    defaults = {"displayName": name, "active": True, "entitlements": []}
    user = {"schemas": [f"{SCHEMA}:User"], "id": key, **defaults, **kept}
    user.setdefault("emails", [{"type": "work", "value": name, "primary": True}])
    call.tx.put("user", key, user)
    return Answer(status=201, body=selected(user, {}))


@SERVICE.get(f"{ROOT}/Users")
def find(call: Call) -> Json:
    """List users, filtered."""
    return listing((with_groups(call.tx, user) for user in call.tx.all("user")), call.query)


@SERVICE.get(f"{ROOT}/Users/{{id}}")
def get(call: Call) -> Json:
    """Answer one user."""
    user = require(call.tx, "user", call.path["id"])
    return selected(with_groups(call.tx, user), call.query)


@SERVICE.put(f"{ROOT}/Users/{{id}}")
def replace(call: Call) -> Json:
    """Replace a user's attributes."""
    user = require(call.tx, "user", call.path["id"])
    body = clean(call.body)
    changed = {**user, "entitlements": [], **{f: body[f] for f in _KEPT if f in body}}
    call.tx.put("user", user["id"], changed)
    return selected(changed, {})


@SERVICE.patch(f"{ROOT}/Users/{{id}}")
def patch(call: Call) -> Answer:
    """Change single attributes, such as entitlements."""
    user = require(call.tx, "user", call.path["id"])
    call.tx.put("user", user["id"], patched(user, call.body))
    return NO_CONTENT


@SERVICE.delete(f"{ROOT}/Users/{{id}}")
def delete(call: Call) -> Answer:
    """Delete a user and its memberships."""
    user = require(call.tx, "user", call.path["id"])
    if user["userName"] == call.options.user_name:
        raise invalid("The current user cannot be deleted")
    forget_member(call.tx, user["id"])
    call.tx.delete("user", user["id"])
    return NO_CONTENT


@SERVICE.lists("users")
def _list(tx: Transaction) -> list[Json]:
    return [
        {"name": user["userName"], "active": user["active"], "system": user.get("_system", False)}
        for user in tx.all("user")
    ]
