"""IP access lists."""

from typing import Literal

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import invalid, missing, over_quota
from modelstacks.sandbox.workspace.ids import new_uuid
from modelstacks.sandbox.workspace.ip_access import MOST_ENTRIES, network, refuse_lockout
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.principals import find_user
from modelstacks.sandbox.workspace.security_state import conf
from modelstacks.sandbox.workspace.service import Service

SERVICE = Service("ip_access_lists")
ROOT = "/api/2.0/ip-access-lists"


class NewList(Message):
    """A list as its maker describes it."""

    label: str
    list_type: Literal["ALLOW", "BLOCK"]
    ip_addresses: list[str]


class Replacement(NewList):
    """What a list shall be."""

    enabled: bool


class Change(Message):
    """What shall be different about a list."""

    label: str | None = None
    list_type: Literal["ALLOW", "BLOCK"] | None = None
    ip_addresses: list[str] | None = None
    enabled: bool | None = None


@SERVICE.post(ROOT)
def create(call: Call) -> Json:
    """Create a list; it is enabled."""
    sent = call.read(NewList).as_sent()
    document = {**sent, "list_id": new_uuid(), "enabled": True}
    return _write(call, {**document, "created_at": call.now, "created_by": _me(call)})


@SERVICE.get(ROOT)
def find(call: Call) -> Json:
    """List the lists."""
    return {"ip_access_lists": [_shown(one) for one in call.tx.all("ip_access_list")]}


@SERVICE.get(f"{ROOT}/{{id}}")
def get(call: Call) -> Json:
    """Answer one list."""
    return {"ip_access_list": _shown(_require(call))}


@SERVICE.put(f"{ROOT}/{{id}}")
def replace(call: Call) -> Json:
    """Replace a list."""
    return _write(call, {**_require(call), **call.read(Replacement).as_sent()})


@SERVICE.patch(f"{ROOT}/{{id}}")
def update(call: Call) -> Json:
    """Change what is named of a list."""
    return _write(call, {**_require(call), **call.read(Change).as_sent()})


@SERVICE.delete(f"{ROOT}/{{id}}")
def delete(call: Call) -> Json:
    """Delete a list, whomever that shuts out."""
    call.tx.delete("ip_access_list", _require(call)["list_id"])
    return {}


@SERVICE.lists("ip_access_lists")
def _list(tx: Transaction) -> list[Json]:
    is_effective = conf(tx, "enableIpAccessLists") == "true"
    return [
        {
            "label": one["label"],
            "type": one["list_type"],
            "addresses": one["ip_addresses"],
            "in_force": is_effective and one["enabled"],
        }
        for one in tx.all("ip_access_list")
    ]


def _require(call: Call) -> Document:
    found = call.tx.get("ip_access_list", call.path["id"])
    if found is None:
        raise missing(f"IP access list {call.path['id']} does not exist")
    return found


def _write(call: Call, document: Document) -> Json:
    entries = document["ip_addresses"]
    if not document["label"]:
        raise invalid("The label of an IP access list cannot be empty")
    if not entries:
        raise invalid("An IP access list needs an address")
    if len({network(entry) for entry in entries}) != len(entries):
        raise invalid(f"IP access list {document['label']} names an address twice")
    others = sum(
        len(one["ip_addresses"])
        for key, one in call.tx.items("ip_access_list")
        if key != document["list_id"]
    )
    if others + len(entries) > MOST_ENTRIES:
        raise over_quota(
            f"All IP access lists together may hold {MOST_ENTRIES} addresses and ranges, this"
            f" makes {others + len(entries)}"
        )
    stamped = {**document, "updated_at": call.now, "updated_by": _me(call)}
    call.tx.put("ip_access_list", document["list_id"], stamped)
    refuse_lockout(call.tx, call.caller)
    return {"ip_access_list": _shown(stamped)}


def _shown(document: Document) -> Json:
    return {**document, "address_count": len(document["ip_addresses"])}


def _me(call: Call) -> int:
    user = find_user(call.tx, call.options.user_name)
    return int(user["id"]) if user is not None else 0
