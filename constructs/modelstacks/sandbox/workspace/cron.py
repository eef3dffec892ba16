"""Quartz schedules: six or seven fields and a time zone."""

import re
from zoneinfo import available_timezones

from modelstacks.errors import nearest
from modelstacks.sandbox.workspace.errors import invalid

_FIELDS = (6, 7)
_FIELD = re.compile(r"[\dA-Z*?/,#LW-]+")


def check_cron(expression: str, zone: str) -> None:
    """Refuse a schedule that is none, and a time zone that does not exist."""
    fields = expression.upper().split()
    if len(fields) not in _FIELDS or not all(_FIELD.fullmatch(field) for field in fields):
        raise invalid(
            f"Invalid quartz cron expression {expression!r}: six or seven fields,"
            " from seconds to day of week"
        )
    if (fields[3] == "?") == (fields[5] == "?"):
        raise invalid(
            f"Invalid quartz cron expression {expression!r}:"
            " exactly one of day of month and day of week must be '?'"
        )
    zones = available_timezones()
    if zone not in zones:
        close = nearest(zone, zones)
        hint = f" Did you mean {close}?" if close else ""
        raise invalid(f"Invalid time zone {zone!r}.{hint}")
