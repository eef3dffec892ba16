"""Personal access tokens of the caller, and who may have some.

The sandbox makes them and forgets their values: its own token stays the only one that opens it.
"""

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import ApiError, invalid, missing, over_quota
from modelstacks.sandbox.workspace.ids import new_hex
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.security_data import conf_keys
from modelstacks.sandbox.workspace.security_state import conf
from modelstacks.sandbox.workspace.service import PermissionKind, Service

SERVICE = Service("tokens")
ROOT = "/api/2.0/token"

_MOST_TOKENS = 600
"""Tokens a user may have; limits of Databricks."""

_DAY_SECONDS = 24 * 60 * 60


class NewToken(Message):
    """A token as its maker describes it."""

    lifetime_seconds: int | None = None
    comment: str = ""


class OneToken(Message):
    """Names a token."""

    token_id: str


@SERVICE.post(f"{ROOT}/create")
def create(call: Call) -> Json:
    """Create a token; one without a lifetime lives as long as the workspace allows."""
    fields = call.read(NewToken)
    if conf(call.tx, "enableTokensConfig") != "true":
        raise ApiError(
            403, "FEATURE_DISABLED", "Personal access tokens are disabled in this workspace"
        )
    days = int(conf(call.tx, "maxTokenLifetimeDays") or conf_keys()["maxTokenLifetimeDays"].most)
    seconds = fields.lifetime_seconds
    if seconds is None:
        seconds = days * _DAY_SECONDS
    if not 0 < seconds <= days * _DAY_SECONDS:
        raise invalid(
            f"lifetime_seconds must be between 1 and {days * _DAY_SECONDS} ({days} days, the"
            f" maximum of this workspace), got {seconds}"
        )
    if len(call.tx.all("token")) >= _MOST_TOKENS:
        raise over_quota(f"A user may have {_MOST_TOKENS} tokens")
    token_id = new_hex()
    token = {
        "token_id": token_id,
        "creation_time": call.now,
        "expiry_time": call.now + seconds * 1000,
        "comment": fields.comment,
    }
    call.tx.put("token", token_id, token)
    return {"token_value": f"dapi{new_hex()}", "token_info": token}


@SERVICE.get(f"{ROOT}/list")
def find(call: Call) -> Json:
    """List the tokens, without their values."""
    return {"token_infos": call.tx.all("token")}


@SERVICE.post(f"{ROOT}/delete")
def delete(call: Call) -> Json:
    """Revoke a token."""
    token_id = call.read(OneToken).token_id
    if not call.tx.delete("token", token_id):
        raise missing(f"Token {token_id} does not exist")
    return {}


@SERVICE.lists("tokens")
def _list(tx: Transaction) -> list[Json]:
    return [
        {
            "comment": token["comment"],
            "days": (token["expiry_time"] - token["creation_time"]) // (_DAY_SECONDS * 1000),
        }
        for token in tx.all("token")
    ]


def _find_authorization(_: Transaction, name: str) -> Document | None:
    return {} if name == "tokens" else None


SERVICE.permission_kinds.append(
    PermissionKind(
        path="authorization",
        object_type="tokens",
        levels=("CAN_USE", "CAN_MANAGE"),
        find=_find_authorization,
        creator_level=None,
        admins_inherit=False,
    )
)
