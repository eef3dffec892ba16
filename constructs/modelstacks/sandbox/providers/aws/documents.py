"""JSON documents: policies above all. Compared by meaning, kept as they were written."""

import json
from typing import Any

from modelstacks.sandbox.providers.plugin.behaviour import Change
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError

_UNORDERED = frozenset({"Action", "NotAction", "Resource", "NotResource"})
_PRINCIPALS = frozenset({"Principal", "NotPrincipal"})
_ACCOUNT_DIGITS = 12


def parsed(document: Any) -> Any:
    """Return what a document says; IAM's answers are parsed already."""
    return json.loads(document) if isinstance(document, str) else document


def text(document: Any) -> str:
    """Return a document as text, the way the official provider spells one that it read."""
    if isinstance(document, str):
        return document
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def equal(left: Any, right: Any) -> bool:
    """Tell whether two documents mean the same: order and single-element lists do not count."""
    try:
        return bool(_canonical(parsed(left)) == _canonical(parsed(right)))
    except ValueError:
        return bool(left == right)


def kept(state: Any, found: Any) -> str | None:
    """Return the text found, or the one in the state if both mean the same."""
    if found in (None, ""):
        return None
    if isinstance(state, str) and state and equal(state, found):
        return state
    return text(found)


def same_document(change: Change) -> bool:
    """Suppress a difference in spelling."""
    return bool(change.old) and bool(change.new) and equal(change.old, change.new)


def checked(name: str, document: str) -> Any:
    """Return a policy document; raise with the place of the fault if it is none."""
    try:
        found = json.loads(document)
    except ValueError as error:
        raise ProviderError(
            f'"{name}" contains an invalid JSON policy: {error}', path=(name,)
        ) from error
    if not isinstance(found, dict):
        raise ProviderError(f'"{name}" must be a JSON object', path=(name,))
    return found


def statements(document: Any) -> list[dict[str, Any]]:
    """Return the statements of a policy."""
    found = document.get("Statement", [])
    return [item for item in (found if isinstance(found, list) else [found]) if item]


def listed(value: Any) -> list[Any]:
    """Return a value that may be one or a list as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _canonical(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return _object(value, key)
    if key in _UNORDERED:
        return _set(value)
    if key in _PRINCIPALS:
        return {"AWS": _set(value)} if value == "*" else value
    return [_canonical(item) for item in value] if isinstance(value, list) else value


def _object(value: dict[str, Any], key: str) -> dict[str, Any]:
    if key == "Condition":
        return {
            operator: {name: _set(values) for name, values in tests.items()}
            if isinstance(tests, dict)
            else tests
            for operator, tests in value.items()
        }
    if key in _PRINCIPALS:
        return {
            kind: _set([_principal(item) for item in listed(names)])
            for kind, names in value.items()
        }
    return {
        # A lone statement may stand without its list.
        name: _canonical(listed(item) if name == "Statement" else item, name)
        for name, item in value.items()
    }


def _set(values: Any) -> list[str]:
    items = values if not isinstance(values, str | int | float | bool | dict) else [values]
    return sorted({str(item).lower() if isinstance(item, bool) else str(item) for item in items})


def _principal(name: Any) -> str:
    """A bare account id names the account's root."""
    found = str(name)
    if len(found) == _ACCOUNT_DIGITS and found.isdigit():
        return f"arn:aws:iam::{found}:root"
    return found
