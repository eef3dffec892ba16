"""IP access lists: which addresses they hold, and whom they shut out.

Documentation of the IP access lists API: block lists win over allow lists; without an allow list
everybody is inside; lists take effect once enableIpAccessLists is true; at most 1000 entries in
all; a list that would block its own maker is refused.
"""

from ipaddress import IPv4Address, IPv4Network

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.errors import ApiError, invalid, invalid_state
from modelstacks.sandbox.workspace.options import WorkspaceOptions
from modelstacks.sandbox.workspace.security_state import conf

MOST_ENTRIES = 1000
"""Addresses and ranges in all lists together."""


class Caller:
    """Where calls seem to come from.

    They all come from loopback, which every list lets in. An address set here, by an option or at
    `/sandbox/caller`, takes its place, so that lists can be seen at work.
    """

    def __init__(self, address: str | None = None) -> None:
        self.address = None if address is None else IPv4Address(address)


def network(text: str) -> IPv4Network:
    """Return an IPv4 address or range; refuse anything else. Host bits are let pass."""
    try:
        return IPv4Network(text, strict=False)
    except ValueError:
        raise invalid(f"{text!r} is neither an IPv4 address nor a range in CIDR form") from None


def refuse_stranger(tx: Transaction, caller: Caller, options: WorkspaceOptions) -> None:
    """Refuse a call whose address the lists shut out."""
    if caller.address is not None and _is_shut_out(tx, caller.address):
        raise ApiError(
            403,
            "PERMISSION_DENIED",
            f"Source IP address: {caller.address} is blocked by Databricks IP ACL for workspace:"
            f" {options.workspace_id}",
        )


def refuse_lockout(tx: Transaction, caller: Caller) -> None:
    """Refuse what was just written if it shuts out its own maker."""
    if caller.address is not None and _is_shut_out(tx, caller.address):
        raise invalid_state(
            f"The change would block the current IP address of the caller, {caller.address}"
        )


def _is_shut_out(tx: Transaction, address: IPv4Address) -> bool:
    if conf(tx, "enableIpAccessLists") != "true":
        return False
    lists = [one for one in tx.all("ip_access_list") if one["enabled"]]
    allowed = [one for one in lists if one["list_type"] == "ALLOW"]
    if any(_holds(one, address) for one in lists if one["list_type"] == "BLOCK"):
        return True
    return bool(allowed) and not any(_holds(one, address) for one in allowed)


def _holds(document: Document, address: IPv4Address) -> bool:
    return any(address in network(entry) for entry in document["ip_addresses"])
