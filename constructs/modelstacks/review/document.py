"""The plan JSON of Terraform or OpenTofu as it is read from a file: refused early, in one sentence.

What `terraform show -json PLAN` prints. Readable from format 1.0 on (Terraform 1.1 and newer, every
OpenTofu): a newer minor version only adds properties, which are ignored; an unknown major version
is refused, as its documentation asks.
"""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from modelstacks.errors import ModelStacksError
from modelstacks.frozen import frozen

Json = dict[str, Any]

MAJOR = "1"
LARGEST_BYTES = 512 * 1024 * 1024
"""Larger files are refused before they are read: Python needs several times as much memory."""

DEEPEST = 100
"""Levels of nesting that are followed; values of providers have about ten."""

_OPENING = ("{", "[", " ", "\n", "\t", "\r")
"""What a text begins with that may hold JSON."""

HOW = "terraform show -json PLAN > plan.json"
_ZIP = b"PK\x03\x04"
_PARTS = ("resource_changes", "planned_values", "output_changes", "configuration")


class PlanError(ModelStacksError):
    """A file that cannot be reviewed; says which and what to do."""


@frozen
class PlanDocument:
    """A plan as Terraform wrote it. It holds secrets in clear: show nothing of it unmasked."""

    name: str
    """Where it was read from, for messages."""

    data: Mapping[str, Any]

    def objects(self, key: str) -> Iterator[Json]:
        """Yield the objects of a list at the top; a missing list has none."""
        return objects(self.data.get(key))

    @property
    def configuration(self) -> Json:
        """The root module of the configuration; empty where the document has none."""
        return mapping(mapping(self.data.get("configuration")).get("root_module"))


def read_document(path: Path) -> PlanDocument:
    """Read a plan JSON. Raises `PlanError` when the file is none that can be understood."""
    name = str(path)
    try:
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            _refuse(name, f"{size / 2**20:,.0f} MiB; at most {LARGEST_BYTES // 2**20} are read")
        raw = path.read_bytes()
    except OSError as error:
        raise PlanError(f"{name}: cannot be read: {os.strerror(error.errno or 0)}") from None
    return parse_document(raw, name)


def parse_document(raw: bytes, name: str) -> PlanDocument:
    """Understand the bytes of a plan JSON. Raises `PlanError`."""
    if raw.startswith(_ZIP):
        _refuse(name, "a saved plan, not its JSON", HOW)
    if not raw.strip():
        _refuse(name, "empty: the command that should have written it failed", HOW)
    try:
        # PowerShell writes UTF-16, others put a mark in front: json.loads knows both.
        data = json.loads(raw, parse_constant=_no_constant)
    except RecursionError:
        _refuse(name, f"nested more than {DEEPEST} levels deep")
    except UnicodeDecodeError:
        _refuse(name, "not text, so not a plan JSON", HOW)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(error.doc.rstrip()) - 1
        what = "ends too early" if cut else "not JSON"
        _refuse(name, f"{what} (line {error.lineno}, column {error.colno})", HOW)
    except ValueError:
        _refuse(name, "not JSON: it holds a number that JSON does not have", HOW)
    return check_document(data, name)


def check_document(data: Any, name: str) -> PlanDocument:
    """Return parsed JSON as a plan. Raises `PlanError`."""
    if not isinstance(data, dict):
        _refuse(name, "JSON, but not a plan", HOW)
    version = data.get("format_version")
    known = any(part in data for part in _PARTS)
    if "values" in data and not known:
        _refuse(name, "a state, not a plan", HOW)
    if not isinstance(version, str) or not (known or "terraform_version" in data):
        _refuse(name, "JSON, but not a plan", HOW)
    if version.partition(".")[0] != MAJOR:
        found = version if version.replace(".", "").isdigit() else "unknown"
        _refuse(name, f"plan format {found[:20]}; only format {MAJOR}.x is understood")
    if is_deeper(data, DEEPEST):
        _refuse(name, f"nested more than {DEEPEST} levels deep")
    _check_changes(data, name)
    return PlanDocument(name=name, data=data)


def mapping(value: Any) -> Json:
    """Return an object as it is, and anything else as an empty one."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> Iterator[Json]:
    """Yield the objects of a list; anything else has none."""
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def text(value: Any) -> str:
    """Return a text as it is, and anything else as an empty one."""
    return value if isinstance(value, str) else ""


def texts(value: Any) -> tuple[str, ...]:
    """Return the texts of a list; anything else has none."""
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def is_deeper(value: Any, levels: int) -> bool:
    """Whether objects and lists are nested in each other more than so many levels."""
    level: list[Any] = [value]
    for _ in range(levels + 1):
        level = [
            inner
            for item in level
            for inner in (item.values() if isinstance(item, dict) else item)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def parsed(value: Any, longest: int = 100_000) -> Any:
    """Return the object or list that a text holds as JSON; `None` when it holds none."""
    if not isinstance(value, str) or value[:1] not in _OPENING or len(value) > longest:
        return None
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict | list) and not is_deeper(found, DEEPEST) else None


def _check_changes(data: Json, name: str) -> None:
    for key in ("resource_changes", "resource_drift"):
        rows = data.get(key)
        if rows is None:
            continue
        if not isinstance(rows, list) or not all(map(_is_change, rows)):
            _refuse(name, f"damaged: `{key}` is not a list of changes", HOW)


def _is_change(row: Any) -> bool:
    if not isinstance(row, dict) or not isinstance(row.get("address"), str):
        return False
    change = row.get("change")
    if not isinstance(change, dict) or not isinstance(change.get("actions"), list):
        return False
    return all(isinstance(action, str) for action in change["actions"])


def _no_constant(_: str) -> NoReturn:
    raise ValueError


def _refuse(name: str, found: str, fix: str = "") -> NoReturn:
    raise PlanError(f"{name}: {found}" + (f"\n    fix: {fix}" if fix else "")) from None
