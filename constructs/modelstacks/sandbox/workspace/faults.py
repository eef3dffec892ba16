"""Faults on demand: what goes wrong, where, and how often."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from modelstacks.errors import nearest

HTTP_KINDS = ("throttle", "unavailable", "slow", "drop")
OBJECT_KINDS = ("cluster-no-capacity", "endpoint-update-fails")
KINDS = OBJECT_KINDS + HTTP_KINDS

_KEYS = ("kind", "match", "times", "for_seconds", "seconds")
_MAX_SECONDS = 3600


@dataclass(kw_only=True)
class Fault:
    """One fault that waits for its occasion."""

    id: int
    kind: str
    match: str
    """Glob on an object's name, or on `[METHOD ]/path` for faults of the transport."""

    times: int | None
    """How often it still strikes. `None`: until it expires."""

    until: float | None
    """Clock reading at which it expires. `None`: never."""

    seconds: float
    """Delay of a slow answer."""

    def told(self, now: float) -> dict[str, Any]:
        """Return the fault as the list shows it."""
        answer: dict[str, Any] = {"id": self.id, "kind": self.kind, "match": self.match}
        if self.times is not None:
            answer["remaining"] = self.times
        if self.until is not None:
            answer["remaining_seconds"] = round(max(0.0, self.until - now), 1)
        if self.kind == "slow":
            answer["seconds"] = self.seconds
        return answer


class FaultError(Exception):
    """A fault that cannot be set; carries every problem found."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


class FaultBook:
    """The faults that are set. They end with the process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._faults: list[Fault] = []
        self._last_id = 0

    def add(self, wish: Mapping[str, Any]) -> dict[str, Any]:
        """Set a fault; raise `FaultError` with everything that is wrong about it."""
        problems = list(_problems(wish))
        if problems:
            raise FaultError(problems)
        now = self._clock()
        span = wish.get("for_seconds")
        self._last_id += 1
        fault = Fault(
            id=self._last_id,
            kind=wish["kind"],
            match=wish.get("match", "*"),
            times=None if span is not None else wish.get("times", 1),
            until=None if span is None else now + span,
            seconds=float(wish.get("seconds", 0)),
        )
        self._faults.append(fault)
        return fault.told(now)

    def list(self) -> list[dict[str, Any]]:
        """Return the faults that can still strike."""
        now = self._clock()
        self._faults = [fault for fault in self._faults if _is_alive(fault, now)]
        return [fault.told(now) for fault in self._faults]

    def clear(self) -> int:
        """Remove every fault; return how many there were."""
        count = len(self.list())
        self._faults = []
        return count

    def strike_call(self, method: str, path: str) -> Fault | None:
        """Return the fault of the transport that this call meets, and count it."""
        return self._strike(HTTP_KINDS, lambda match: _meets_call(match, method, path))

    def strikes(self, kind: str, name: str) -> bool:
        """Tell whether an object of this name meets a fault of this kind, and count it."""
        return self._strike((kind,), lambda match: fnmatchcase(name, match)) is not None

    def _strike(self, kinds: tuple[str, ...], meets: Callable[[str], bool]) -> Fault | None:
        now = self._clock()
        for fault in self._faults:
            if fault.kind in kinds and _is_alive(fault, now) and meets(fault.match):
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None


def _is_alive(fault: Fault, now: float) -> bool:
    return (fault.times is None or fault.times > 0) and (fault.until is None or now < fault.until)


def _meets_call(match: str, method: str, path: str) -> bool:
    wanted, _, glob = match.rpartition(" ")
    return wanted.upper() in ("", "*", method) and fnmatchcase(path, glob)


def _problems(wish: Mapping[str, Any]) -> list[str]:
    problems = [
        f"unknown key {key!r}; allowed: {', '.join(_KEYS)}" for key in wish if key not in _KEYS
    ]
    kind = wish.get("kind")
    if kind not in KINDS:
        close = nearest(str(kind), KINDS)
        hint = f"; did you mean {close}?" if close else ""
        problems.append(f"kind is {kind!r}; allowed: {', '.join(KINDS)}{hint}")
    if not isinstance(wish.get("match", "*"), str) or not wish.get("match", "*"):
        problems.append("match must be a glob, such as `dev-t5-*` or `POST /api/2.1/clusters/*`")
    if "times" in wish and "for_seconds" in wish:
        problems.append("times and for_seconds exclude each other")
    if "times" in wish and not _is_count(wish["times"]):
        problems.append(f"times is {wish['times']!r}; allowed: 1 or more")
    for key in ("for_seconds", "seconds"):
        if key in wish and not _is_span(wish[key]):
            problems.append(f"{key} is {wish[key]!r}; allowed: more than 0, at most {_MAX_SECONDS}")
    if kind == "slow" and "seconds" not in wish:
        problems.append("slow needs seconds: how long the answer waits")
    if kind != "slow" and "seconds" in wish:
        problems.append("seconds belongs to slow only")
    return problems


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_span(value: object) -> bool:
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= _MAX_SECONDS
    )
