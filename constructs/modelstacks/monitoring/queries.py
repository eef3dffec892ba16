"""The SQL of dashboards and alerts: one readable file per query, filled with checked literals.

A file names its parameters as Databricks does, `:name`. They are filled here rather than by the
workspace, so that alert and dashboard run the very same text.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from modelstacks.surroundings.watch_plans import QueryPlan, Value

FILES = Path(__file__).parent / "sql"

_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)\b")
_COMMENT = re.compile(r"--[^\n]*")
_TEXT = re.compile(r"[A-Za-z0-9`][A-Za-z0-9 ._/`-]*")
"""Names of environments, families, models, endpoints, tables, node types, tags: nothing else is
ever filled in, so that no quote has to be escaped."""


def query_text(plan: QueryPlan) -> str:
    """Return the SQL of a query. ValueError: a parameter is missing, unknown or no plain text."""
    parts = [_filled(plan.name, values) for values in plan.parameters]
    return "\nUNION ALL\n".join(parts)


def query_title(name: str) -> str:
    """Return the first line of a file's comment: what it shows."""
    first = _read(name).partition("\n")[0]
    return first.removeprefix("--").strip().rstrip(".")


def parameters_of(name: str) -> set[str]:
    """Return the names of the parameters of a file."""
    return set(_PARAMETER.findall(_COMMENT.sub("", _read(name))))


def literal(value: Value) -> str:
    """Return a value as SQL writes it. ValueError: a text that is no plain name."""
    if isinstance(value, str):
        if not _TEXT.fullmatch(value):
            raise ValueError(f"{value!r} is no plain text: letters, digits and . _ / -")
        return f"'{value}'"
    if isinstance(value, Mapping):
        pairs = (f"{literal(key)}, {literal(number)}" for key, number in value.items())
        return f"map({', '.join(pairs)})"
    if isinstance(value, tuple):
        if not value:
            raise ValueError("an empty list has no literal")
        return ", ".join(map(literal, value))
    return repr(value)


def _filled(name: str, values: Mapping[str, Value]) -> str:
    asked = parameters_of(name)
    if asked != values.keys():
        missing, unknown = sorted(asked - values.keys()), sorted(values.keys() - asked)
        raise ValueError(f"{name}.sql: missing {missing}, unknown {unknown}")
    text = _COMMENT.sub("", _read(name)).strip()
    text = re.sub(r"[ \t]+\n", "\n", text)
    return _PARAMETER.sub(lambda match: literal(values[match[1]]), text)


@cache
def _read(name: str) -> str:
    return (FILES / f"{name}.sql").read_text(encoding="utf-8")
