"""Terraform values as plain Python.

Null is `None`; lists, sets and tuples are lists; maps and objects are dicts; numbers are `int`,
`float` or, where neither holds them exactly, `Decimal`.
"""

from dataclasses import dataclass
from typing import Any, Final


class _Unknown:
    """A value that is known only after apply."""

    _single: "_Unknown | None" = None

    def __new__(cls) -> "_Unknown":
        if cls._single is None:
            cls._single = super().__new__(cls)
        return cls._single

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __copy__(self) -> "_Unknown":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "_Unknown":
        return self


UNKNOWN: Final = _Unknown()
"""A value that is known only after apply."""

Object = dict[str, Any]
"""A resource, or a block of one, by attribute and block name."""


@dataclass(frozen=True, kw_only=True)
class Dynamic:
    """A value of a dynamic attribute: it brings its own type."""

    type: Any
    """The type, in JSON form."""

    value: Any
    """The value, of that type."""


def is_zero(value: Any) -> bool:
    """Tell whether a value means "not set" to a provider of the SDKv2 kind."""
    if value is UNKNOWN:
        return False
    return value is None or value is False or value in (0, "") or value in ([], {})


def has_unknown(value: Any) -> bool:
    """Tell whether anything in the value is known only after apply."""
    if value is UNKNOWN:
        return True
    if isinstance(value, dict):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(has_unknown(item) for item in value)
    if isinstance(value, Dynamic):
        return has_unknown(value.value)
    return False


def without_unknowns(value: Any) -> Any:
    """Return a copy with null in place of everything unknown."""
    if value is UNKNOWN:
        return None
    if isinstance(value, dict):
        return {name: without_unknowns(item) for name, item in value.items()}
    if isinstance(value, list):
        return [without_unknowns(item) for item in value]
    if isinstance(value, Dynamic):
        return Dynamic(type=value.type, value=without_unknowns(value.value))
    return value


def freeze(value: Any) -> Any:
    """Return a hashable stand-in: equal for equal values, whatever the order of keys."""
    if isinstance(value, dict):
        return ("object", frozenset((name, freeze(item)) for name, item in value.items()))
    if isinstance(value, list):
        return ("list", tuple(freeze(item) for item in value))
    if isinstance(value, Dynamic):
        return ("dynamic", freeze(value.value))
    # True == 1 in Python, never in Terraform.
    return (isinstance(value, bool), value)


def equal_sets(left: list[Any], right: list[Any]) -> bool:
    """Compare two sets given as lists."""
    return {freeze(item) for item in left} == {freeze(item) for item in right}
