"""The workspace-conf API: switches and limits of a workspace, by name, as text."""

import json

from modelstacks.sandbox.store import Transaction
from modelstacks.sandbox.workspace.call import NO_CONTENT, Answer, Call
from modelstacks.sandbox.workspace.errors import ApiError, invalid, malformed
from modelstacks.sandbox.workspace.ip_access import refuse_lockout
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.security_data import conf_keys
from modelstacks.sandbox.workspace.security_state import conf
from modelstacks.sandbox.workspace.service import Service

SERVICE = Service("workspace_conf")
ROOT = "/api/2.0/workspace-conf"


@SERVICE.get(ROOT)
def get(call: Call) -> Json:
    """Answer the keys that are asked for; one without a value is null."""
    asked = call.asked("keys").split(",")
    _require_known(asked)
    return {key: conf(call.tx, key) for key in asked}


@SERVICE.patch(ROOT)
def update(call: Call) -> Answer:
    """Set keys. What may be set and not unset again, such as a token lifetime, stays."""
    if not call.body:
        raise invalid("No key is given")
    _require_known(list(call.body))
    refused: dict[str, str] = {}
    for key, value in call.body.items():
        if not isinstance(value, str):
            raise malformed(f"The value of {key} must be text")
        if conf_keys()[key].takes(value):
            call.tx.put("workspace_conf", key, {"value": value})
        else:
            refused[key] = value
    if refused:
        told = json.dumps(refused, separators=(",", ":"))
        raise ApiError(400, "BAD_REQUEST", f"Some values are not allowed: {told}")
    refuse_lockout(call.tx, call.caller)
    return NO_CONTENT


@SERVICE.lists("workspace_conf")
def _list(tx: Transaction) -> list[Json]:
    return [
        {
            "key": key,
            "value": body["value"],
            # What takes no empty value can be changed, and never be unset.
            "permanent": not conf_keys()[key].takes(conf_keys()[key].default or ""),
        }
        for key, body in tx.items("workspace_conf")
        if body["value"] not in (conf_keys()[key].default, "")
    ]


def _require_known(keys: list[str]) -> None:
    unknown = [key for key in keys if key not in conf_keys()]
    if unknown:
        told = json.dumps(unknown, separators=(",", ":"))
        raise ApiError(400, "BAD_REQUEST", f"Invalid keys: {told}")
