"""Secrets. A value is answered by `get` alone; lists name keys only."""

import base64
import binascii
import re

from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import invalid, missing
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.secrets_store import keys_of, require_scope
from modelstacks.sandbox.workspace.service import Service

SERVICE = Service("secrets")
ROOT = "/api/2.0/secrets"
_KEY = re.compile(r"[\w\-.]{1,128}", re.ASCII)
_MAX_BYTES = 128 * 1024


class NewSecret(Message):
    """A secret and its value, as text or as base64."""

    scope: str
    key: str
    string_value: str | None = None
    bytes_value: str | None = None


class OneSecret(Message):
    """Names a secret."""

    scope: str
    key: str


@SERVICE.post(f"{ROOT}/put")
def put(call: Call) -> Json:
    """Write a secret, over an older one perhaps."""
    fields = call.read(NewSecret)
    require_scope(call.tx, fields.scope)
    if not _KEY.fullmatch(fields.key):
        raise invalid(
            f"Secret key {fields.key!r} must consist of alphanumeric characters, dashes,"
            " underscores and periods, at most 128 of them"
        )
    if (fields.string_value is None) == (fields.bytes_value is None):
        raise invalid("Exactly one of string_value and bytes_value must be specified")
    encoded = fields.bytes_value or base64.b64encode((fields.string_value or "").encode()).decode()
    try:
        raw = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise invalid("bytes_value must be base64") from None
    if len(raw) > _MAX_BYTES:
        raise invalid("A secret can have at most 128 KB")
    body = {"value": encoded, "last_updated_timestamp": call.now}
    call.tx.put("secret", f"{fields.scope}/{fields.key}", body)
    return {}


@SERVICE.get(f"{ROOT}/list")
def find(call: Call) -> Json:
    """List the keys of a scope."""
    scope = call.asked("scope")
    require_scope(call.tx, scope)
    return {
        "secrets": [
            {"key": key, "last_updated_timestamp": body["last_updated_timestamp"]}
            for key, body in keys_of(call.tx, "secret", scope)
        ]
    }


@SERVICE.get(f"{ROOT}/get")
def get(call: Call) -> Json:
    """Answer a secret's value, in base64."""
    scope, key = call.asked("scope"), call.asked("key")
    require_scope(call.tx, scope)
    found = call.tx.get("secret", f"{scope}/{key}")
    if found is None:
        raise missing(f"Secret does not exist with scope: {scope} and key: {key}")
    return {"key": key, "value": found["value"]}


@SERVICE.post(f"{ROOT}/delete")
def delete(call: Call) -> Json:
    """Delete a secret."""
    fields = call.read(OneSecret)
    require_scope(call.tx, fields.scope)
    if not call.tx.delete("secret", f"{fields.scope}/{fields.key}"):
        raise missing(f"Secret does not exist with scope: {fields.scope} and key: {fields.key}")
    return {}
