"""What the sandbox remembers: JSON documents in one SQLite file.

A document has a kind (`cluster`), a key (its id or full name) and a body. Everything that an answer
acknowledges is committed before the answer goes out, so that killing the process loses nothing.

StoreError               the state file cannot be used at all: not writable, or locked
└── StoreCorruptError    it is there, but is not sound; it is kept as it is and never overwritten
"""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from modelstacks.errors import ModelStacksError

Document: TypeAlias = dict[str, Any]

VERSION = 1
"""Layout of the tables; a file with another one is not touched."""

_APPLICATION_ID = 0x6D73746B
_BUSY_MS = 5000
_TABLES = """
CREATE TABLE document (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body)),
    UNIQUE (kind, key)
);
CREATE TABLE sequence (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""


class StoreError(ModelStacksError):
    """The state file cannot be used: it is not writable, or another process holds it."""


class StoreCorruptError(StoreError):
    """The state file is damaged. It is left where it is, unchanged."""

    def __init__(self, path: Path, detail: str) -> None:
        self.path = path
        super().__init__(
            f"{path}: the sandbox state cannot be read ({detail}).\n"
            "    It was left exactly as it is and nothing was written to it.\n"
            "    fix: `modelstacks sandbox reset` sets it aside and starts empty"
        )


class Transaction:
    """Documents as one transaction sees them; obtained from `Store.transaction`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, kind: str, key: str) -> Document | None:
        """Return a document's body, or `None`."""
        row = self._connection.execute(
            "SELECT body FROM document WHERE kind = ? AND key = ?", (kind, key)
        ).fetchone()
        return None if row is None else _decode(row[0])

    def put(self, kind: str, key: str, body: Document) -> None:
        """Write a document; one that exists keeps its place in the order of creation."""
        self._connection.execute(
            "INSERT INTO document (kind, key, body) VALUES (?, ?, ?)"
            " ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body",
            (kind, key, json.dumps(body, separators=(",", ":"))),
        )

    def delete(self, kind: str, key: str) -> bool:
        """Remove a document; tell whether there was one."""
        cursor = self._connection.execute(
            "DELETE FROM document WHERE kind = ? AND key = ?", (kind, key)
        )
        return cursor.rowcount > 0

    def items(self, kind: str) -> list[tuple[str, Document]]:
        """Return key and body of every document of a kind, oldest first."""
        rows = self._connection.execute(
            "SELECT key, body FROM document WHERE kind = ? ORDER BY position", (kind,)
        )
        return [(key, _decode(body)) for key, body in rows]

    def all(self, kind: str) -> list[Document]:
        """Return the bodies of every document of a kind, oldest first."""
        return [body for _, body in self.items(kind)]

    def next_number(self, name: str, *, start: int = 1) -> int:
        """Return the next number of a sequence; one is never given twice."""
        row = self._connection.execute(
            "INSERT INTO sequence (name, value) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
            (name, start),
        ).fetchone()
        return int(row[0])


class Store:
    """JSON documents in a SQLite file that one process writes.

    Opening checks the file. A missing or empty one is set up; one that is damaged, or that is
    something else, raises `StoreCorruptError` and is not touched.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._connection = _open(path)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Hold the one lock; commit at the end, roll back when an exception leaves the block."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield Transaction(self._connection)
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file. Nothing is pending: every transaction was committed or rolled back."""
        with self._lock:
            self._connection.close()


def _decode(text: str) -> Document:
    body: Document = json.loads(text)
    return body


def _open(path: Path) -> sqlite3.Connection:
    try:
        # The file is created private before SQLite sees it: it holds secrets.
        path.touch(mode=0o600, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path}: cannot be opened ({error})") from error
    try:
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        _check(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        # In WAL mode NORMAL loses nothing with a killed process, only with a power cut.
        connection.execute("PRAGMA synchronous = NORMAL")
        _set_up(connection)
    except sqlite3.OperationalError as error:
        connection.close()
        raise StoreError(f"{path}: cannot be used ({error})") from error
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StoreCorruptError(path, str(error)) from error
    except StoreCorruptError:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Read the whole file once. Nothing is written before this has passed."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if not tables:
        return
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != _APPLICATION_ID:
        raise StoreCorruptError(path, "it is a database of something else")
    if version != VERSION:
        raise StoreCorruptError(path, f"its layout is version {version}, expected {VERSION}")
    findings = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
    if findings != ["ok"]:
        raise StoreCorruptError(path, "; ".join(findings))
    (broken,) = connection.execute(
        "SELECT count(*) FROM document WHERE NOT json_valid(body)"
    ).fetchone()
    if broken:
        raise StoreCorruptError(path, f"{broken} documents are not JSON")


def _set_up(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == VERSION:
        return
    connection.executescript(
        f"BEGIN IMMEDIATE; {_TABLES}"
        f"PRAGMA application_id = {_APPLICATION_ID}; PRAGMA user_version = {VERSION}; COMMIT;"
    )
