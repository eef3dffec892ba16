"""Faults on demand: what goes wrong, where, and how often."""

import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from modelstacks.errors import nearest

HTTP_KINDS = ("throttle", "unavailable", "slow", "drop")
OBJECT_KINDS = ("cluster-no-capacity", "endpoint-update-fails", "job-run-fails")
AWS_KINDS = ("aws-error", "role-not-propagated")
KINDS = OBJECT_KINDS + HTTP_KINDS + AWS_KINDS

_KEYS = ("kind", "match", "times", "for_seconds", "seconds", "code", "status")
_MAX_SECONDS = 3600
_AWS_CALL = re.compile(r"[a-z0-9*?]+:[A-Za-z*?]+( .+)?")
_LOWEST_ERROR, _HIGHEST_ERROR = 400, 599


@dataclass(kw_only=True)
class Fault:
    """One fault that waits for its occasion."""

    id: int
    kind: str
    match: str
    """Glob on an object's name; for other faults on `[METHOD ]/path`, or on an AWS call as
    `SERVICE:Operation[ NAME]`."""

    times: int | None
    """How often it still strikes. `None`: until it expires."""

    until: float | None
    """Clock reading at which it expires. `None`: never."""

    seconds: float
    """Delay of a slow answer."""

    code: str = ""
    """Error code of an `aws-error`."""

    status: int = _LOWEST_ERROR
    """HTTP status of an `aws-error`."""

    def told(self, now: float) -> dict[str, Any]:
        """Return the fault as the list shows it."""
        answer: dict[str, Any] = {"id": self.id, "kind": self.kind, "match": self.match}
        if self.times is not None:
            answer["remaining"] = self.times
        if self.until is not None:
            answer["remaining_seconds"] = round(max(0.0, self.until - now), 1)
        if self.kind == "slow":
            answer["seconds"] = self.seconds
        if self.kind == "aws-error":
            answer |= {"code": self.code, "status": self.status}
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
            match=wish.get("match", "*:*" if wish["kind"] == "aws-error" else "*"),
            times=None if span is not None else wish.get("times", 1),
            until=None if span is None else now + span,
            seconds=float(wish.get("seconds", 0)),
            code=wish.get("code", ""),
            status=wish.get("status", _LOWEST_ERROR),
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

    def strike_aws(
        self, service: str, operation: str, names: Iterable[str], roles: Iterable[str]
    ) -> Fault | None:
        """Return the fault that this call to AWS meets, and count it.

        `names` is everything that the call names; `roles` are those of them that it fails for
        while AWS has not heard of them yet.
        """
        asked, waiting = tuple(names), tuple(roles)

        def meets(match: str) -> bool:
            call, _, name = match.partition(" ")
            return (
                _AWS_CALL.fullmatch(match) is not None
                and fnmatchcase(f"{service}:{operation}", call)
                and (not name or any(fnmatchcase(one, name) for one in asked))
            )

        def meets_role(match: str) -> bool:
            return any(fnmatchcase(role, match) for role in waiting)

        return self._strike((*HTTP_KINDS, "aws-error"), meets) or self._strike(
            ("role-not-propagated",), meets_role
        )

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
    if _AWS_CALL.fullmatch(match):
        return False
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
    return problems + _aws_problems(wish)


def _aws_problems(wish: Mapping[str, Any]) -> list[str]:
    problems = []
    match, code = wish.get("match", "*:*"), wish.get("code")
    status = wish.get("status", _LOWEST_ERROR)
    if wish.get("kind") == "aws-error":
        if not isinstance(code, str) or not code:
            problems.append("aws-error needs code: the error that AWS gives, such as AccessDenied")
        if isinstance(match, str) and not _AWS_CALL.fullmatch(match):
            problems.append(
                f"match is {match!r}; aws-error strikes calls such as `iam:CreateRole`,"
                " `s3:*` or `s3:PutBucketPolicy BUCKET`"
            )
        if not isinstance(status, int) or not _LOWEST_ERROR <= status <= _HIGHEST_ERROR:
            problems.append(f"status is {status!r}; allowed: {_LOWEST_ERROR} to {_HIGHEST_ERROR}")
    else:
        problems += [
            f"{key} belongs to aws-error only" for key in ("code", "status") if key in wish
        ]
    return problems


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_span(value: object) -> bool:
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= _MAX_SECONDS
    )
