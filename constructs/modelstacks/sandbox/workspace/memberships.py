"""Who is in which group."""

from modelstacks.sandbox.store import Transaction
from modelstacks.sandbox.workspace.errors import invalid
from modelstacks.sandbox.workspace.message import Json


def groups_of(tx: Transaction, member: str) -> list[Json]:
    """Return the groups a principal is a direct member of."""
    return [
        {"display": group["displayName"], "value": group["id"], "type": "direct"}
        for group in tx.all("group")
        if any(one["value"] == member for one in group["members"])
    ]


def forget_member(tx: Transaction, member: str) -> None:
    """Take a principal out of every group."""
    for group in tx.all("group"):
        rest = [one for one in group["members"] if one["value"] != member]
        if len(rest) != len(group["members"]):
            tx.put("group", group["id"], {**group, "members": rest})


def require_members(tx: Transaction, members: list[Json]) -> None:
    """Refuse members that do not exist."""
    for member in members:
        key = member["value"]
        if not any(tx.get(kind, key) for kind in ("user", "group", "service_principal")):
            raise invalid(f"Member with id {key} does not exist")
