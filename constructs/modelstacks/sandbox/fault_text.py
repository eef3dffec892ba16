"""A fault in words."""

from collections.abc import Mapping
from typing import Any


def tell(fault: Mapping[str, Any]) -> str:
    """Return what the fault does, where, and for how long yet."""
    kind = fault["kind"] + (f" by {fault['seconds']:g} s" if "seconds" in fault else "")
    if "code" in fault:
        kind += f" {fault['code']} ({fault['status']})"
    where = "anything" if fault["match"] in ("*", "*:*") else fault["match"]
    if "remaining_seconds" in fault:
        return f"{kind}, on {where}, for {fault['remaining_seconds']:g} s"
    count = fault["remaining"]
    return f"{kind}, on {where}, {count} time{'' if count == 1 else 's'}"
