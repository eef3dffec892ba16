"""What a sandbox holds, freed from ids and clocks, so that two of them can be compared."""

import json
import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from modelstacks.sandbox.aws.journal import Journal

_RANDOM = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # UUID
    r"|\b[0-9a-f]{32}\b"  # endpoint id
    r"|\b[0-9a-fA-F]{16}\b"  # policy id, warehouse id
    r"|\b\d{4}-\d{6}-sbx[a-z0-9]+\b"  # cluster id
    r"|\b\d{13,16}\b"  # milliseconds, context ids
    r"|\b4\d{9}\b"  # ids of what lies in folders, by the order of their creation
    r"|\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"  # times
)


def objects(sandbox: Path) -> list[str]:
    """Every object of the workspace, and every call that changed AWS, as one line each."""
    return workspace_objects(sandbox) + aws_calls(sandbox)


def workspace_objects(sandbox: Path) -> list[str]:
    """Every object of the workspace as one line, sorted; secrets are compared as stored."""
    with sqlite3.connect(f"file:{sandbox / 'state.db'}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT kind, key, body FROM document").fetchall()
    connection.close()
    documents = (
        f"{kind} {key} {json.dumps(_unordered(json.loads(body)), sort_keys=True)}"
        for kind, key, body in rows
    )
    return _lines(documents)


def aws_calls(sandbox: Path) -> list[str]:
    """Every call that changed AWS as one line, sorted: finer than a list of what exists."""
    return _lines(
        f"{call.service}:{call.operation} {call.account} {call.region} "
        f"{call.path}?{call.query} {call.body.decode(errors='replace')}"
        for call in Journal(sandbox / "aws-journal.jsonl").entries
    )


def _lines(told: Iterable[str]) -> list[str]:
    return sorted(_RANDOM.sub("*", line) for line in told)


def _unordered(value: Any) -> Any:
    """Sort lists of objects: tags are a set, and a set has no order of its own."""
    if isinstance(value, dict):
        return {key: _unordered(item) for key, item in value.items()}
    if isinstance(value, list):
        return sorted((_unordered(item) for item in value), key=json.dumps)
    return value
