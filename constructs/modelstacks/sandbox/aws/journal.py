"""What was changed in the AWS half, call by call, so that the next start can repeat it.

A call is written down after it succeeded and before its answer goes out. Before it, the journal
would also hold calls that AWS refused, and a restart would try them again, perhaps with success;
after the answer, a killed process could forget what somebody was told. A call whose line was not
written in full was never answered, so a broken last line is cut off.
"""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from modelstacks.errors import ModelStacksError

VERSION = 1
_HEAD = {"journal": "modelstacks-aws", "version": VERSION}


class JournalError(ModelStacksError):
    """The journal cannot be written."""


class JournalDamagedError(JournalError):
    """The journal is damaged before its last line. It is left where it is, unchanged."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(
            f"{path}: what the AWS half of the sandbox holds cannot be read ({detail}).\n"
            "    It was left exactly as it is and nothing was written to it.\n"
            "    fix: `modelstacks sandbox reset` sets it aside and starts empty"
        )


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One call that changed something. No credential is part of it."""

    service: str
    operation: str
    account: str
    region: str
    at: str
    """When, ISO 8601 in UTC: what it created gets the same dates again."""

    seed: int
    """Where moto's random numbers started: what it created gets the same ids again."""

    occurrence: int
    """How many calls of the same meaning were tried before."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    answer: str
    """Digest of the answer's body."""

    def as_line(self) -> bytes:
        """Return it as a line of the journal."""
        fields = {**self.__dict__, "headers": dict(self.headers)}
        try:
            fields["body"] = self.body.decode()
        except UnicodeDecodeError:
            fields["body"] = {"base64": b64encode(self.body).decode()}
        return json.dumps(fields, separators=(",", ":")).encode() + b"\n"

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> "Entry":
        """Read what `as_line` wrote."""
        body = fields["body"]
        raw = body.encode() if isinstance(body, str) else b64decode(body["base64"])
        return cls(**{**fields, "body": raw})


class Journal:
    """The journal of one sandbox; opening reads all of it.

    A missing file is not created before there is something to write.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries, sound = _read(path)
        self.lost_tail = path.exists() and path.stat().st_size > sound
        """Whether the last line was broken, and has been cut off."""
        if self.lost_tail:
            os.truncate(path, sound)
        self._descriptor: int | None = None

    def append(self, entry: Entry) -> None:
        """Write one entry down, whole or not at all."""
        try:
            descriptor = self._open()
            before = os.fstat(descriptor).st_size
            head = b"" if before else json.dumps(_HEAD).encode() + b"\n"
            line = head + entry.as_line()
            if os.write(descriptor, line) != len(line):
                os.ftruncate(descriptor, before)
                raise JournalError(f"{self.path} cannot be written: the disk is full.")
        except OSError as error:
            raise JournalError(f"{self.path} cannot be written: {error.strerror}.") from error

    def replace(self, entries: Iterable[Entry]) -> None:
        """Write a shorter journal in place of this one."""
        self.close()
        self.entries = tuple(entries)
        temporary = self.path.with_suffix(".new")
        lines = (entry.as_line() for entry in self.entries)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(json.dumps(_HEAD).encode() + b"\n")
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.path)

    def close(self) -> None:
        """Close the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _open(self) -> int:
        if self._descriptor is None:
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
            self._descriptor = os.open(self.path, flags, 0o600)
        return self._descriptor


def check(path: Path) -> None:
    """Raise `JournalError` if a journal cannot be used; change nothing."""
    _read(path)


def _read(path: Path) -> tuple[tuple[Entry, ...], int]:
    """Return the entries, and how many bytes of the file are sound."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return (), 0
    except OSError as error:
        raise JournalError(f"{path} cannot be read: {error.strerror}.") from error
    lines = raw.splitlines(keepends=True)
    entries: list[Entry] = []
    sound = 0
    for number, line in enumerate(lines, start=1):
        try:
            if not line.endswith(b"\n"):
                raise ValueError("it has no end")
            fields = json.loads(line)
            if number == 1:
                _check_head(fields, path)
            else:
                entries.append(Entry.from_fields(fields))
        except (ValueError, TypeError, KeyError) as error:
            if number < len(lines):
                raise JournalDamagedError(path, f"line {number}: {error}") from error
            break
        sound += len(line)
    return tuple(entries), sound


def _check_head(fields: object, path: Path) -> None:
    if fields != _HEAD:
        raise JournalDamagedError(path, f"it is not a journal of version {VERSION}")
