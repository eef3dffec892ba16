"""Waiting until the platform is done."""

import re
import time
from collections.abc import Callable
from typing import TypeVar

from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call

T = TypeVar("T")

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 2.0
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(h|m|s|ms)")
_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


def wait_for(call: Call, action: str, minutes: float, ask: Callable[[], T | None]) -> T:
    """Ask again and again until there is an answer; first at once, then ever more slowly.

    `action` names the entry of the `timeouts` block that overrides `minutes`.
    """
    deadline = time.monotonic() + timeout(call, action, minutes * 60)
    pause = _FIRST_PAUSE
    while True:
        answer = ask()
        if answer is not None:
            return answer
        if time.monotonic() > deadline:
            raise ProviderError("timed out while waiting", detail="Raise it with a timeouts block.")
        call.sleep(pause)
        pause = min(pause * 1.5, _LONGEST_PAUSE)


def timeout(call: Call, action: str, default: float) -> float:
    """Return the seconds an action may take."""
    given = (call.values.get("timeouts") or {}).get(action)
    if not isinstance(given, str):
        return default
    parts = _DURATION.findall(given)
    return sum(float(number) * _SECONDS[unit] for number, unit in parts) if parts else default
