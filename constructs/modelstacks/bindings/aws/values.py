"""Checks the arguments of a resource against their annotations, and writes them as JSON will.

A text that holds `${` and anything that resolves at synthesis stand for a value of any type: what
they become is Terraform's to check.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NotRequired, Required, Union, get_args, get_origin, is_typeddict

from modelstacks.errors import Problem, nearest

_EXPRESSION = "${"
_NAMES = {str: "a text", float: "a number", bool: "true or false"}


class Checked:
    """Arguments as plain JSON, and what is wrong with them."""

    def __init__(self, hints: Mapping[str, Any], values: Mapping[str, Any], *, where: str) -> None:
        """Check `values` against `hints`, an annotation per argument."""
        self.problems: list[Problem] = []
        self.values = self._members(
            hints, {name for name, hint in hints.items() if not _optional(hint)}, values, where
        )

    def raise_problems(self) -> None:
        """Raise TypeError with everything that was found."""
        if self.problems:
            raise TypeError("\n".join(str(problem) for problem in self.problems))

    def _members(
        self,
        hints: Mapping[str, Any],
        required: Iterable[str],
        values: Mapping[str, Any],
        where: str,
    ) -> dict[str, Any]:
        for name in values:
            if name not in hints:
                found = f"no argument {name!r}"
                self._add(where, found, nearest=nearest(str(name), hints), allowed=_listed(hints))
        # A required list is one of blocks or values of which Terraform wants at least one.
        given = {name for name, value in values.items() if value not in (None, [], ())}
        for name in sorted(set(required) - given):
            self._add(f"{where}.{name}", "is required")
        return {
            name: self._value(hints[name], value, f"{where}.{name}")
            for name, value in values.items()
            if name in hints and value is not None
        }

    def _value(self, hint: Any, value: Any, where: str) -> Any:
        if _resolves(value):
            return value
        hint = _bare(hint)
        if is_typeddict(hint):
            return self._block(hint, value, where)
        if get_origin(hint) is Mapping:
            return self._map(get_args(hint)[1], value, where)
        if get_origin(hint) is Sequence:
            return self._list(get_args(hint)[0], value, where)
        kinds = (int, float) if hint is float else (hint,)
        if not isinstance(value, kinds) or (hint is float and isinstance(value, bool)):
            self._wrong(where, value, _NAMES[hint])
        return value

    def _block(self, hint: Any, value: Any, where: str) -> Any:
        if not isinstance(value, Mapping):
            self._wrong(where, value, f"a dictionary with {_listed(hint.__annotations__)}")
            return value
        return self._members(hint.__annotations__, hint.__required_keys__, value, where)

    def _map(self, hint: Any, value: Any, where: str) -> Any:
        if not isinstance(value, Mapping):
            self._wrong(where, value, "a dictionary of texts")
            return value
        for key in value:
            if not isinstance(key, str):
                self._wrong(f"{where}[{key!r}]", key, "a text as key")
        return {key: self._value(hint, item, f"{where}[{key!r}]") for key, item in value.items()}

    def _list(self, hint: Any, value: Any, where: str) -> Any:
        if isinstance(value, str) or not isinstance(value, Sequence):
            self._wrong(where, value, "a list")
            return value
        return [self._value(hint, item, f"{where}[{index}]") for index, item in enumerate(value)]

    def _wrong(self, where: str, value: Any, allowed: str) -> None:
        self._add(where, f"found {value!r} of type {type(value).__name__}", allowed=allowed)

    def _add(self, where: str, found: str, *, nearest: str = "", allowed: str = "") -> None:
        self.problems.append(Problem(where=where, found=found, nearest=nearest, allowed=allowed))


def _resolves(value: Any) -> bool:
    if isinstance(value, str):
        return _EXPRESSION in value
    return callable(getattr(value, "resolve", None))


def _optional(hint: Any) -> bool:
    return get_origin(hint) is NotRequired or type(None) in get_args(hint)


def _bare(hint: Any) -> Any:
    """Return the annotation of the value itself: without NotRequired, None and tokens."""
    if get_origin(hint) in (NotRequired, Required):
        hint = get_args(hint)[0]
    if get_origin(hint) in (Union, type(int | str)):
        return next(part for part in get_args(hint) if part in _NAMES or _structured(part))
    return hint


def _structured(hint: Any) -> bool:
    return is_typeddict(hint) or get_origin(hint) in (Mapping, Sequence)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
