"""Spans of time as people write them: `10s`, `500ms`, `2m`."""

import re

from modelstacks.errors import ModelStacksError

_UNITS = {"ms": 0.001, "s": 1.0, "": 1.0, "m": 60.0, "h": 3600.0}
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|)")


def seconds(text: str, option: str) -> float:
    """Return a span in seconds."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ModelStacksError(
            f"{option} is {text!r}; allowed: a number with ms, s, m or h, as 10s"
        )
    return float(found[1]) * _UNITS[found[2]]
