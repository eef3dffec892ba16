"""Shapes that a YAML value can have; each tells what does not have it, in terms of the file.

A few lines of our own rather than a validation library: importing one takes longer than all the
rest of `modelstacks validate`.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from modelstacks.errors import Problem, listing, nearest
from modelstacks.settings.document import Document, Path
from modelstacks.settings.redaction import hidden

_YAML_1_1_BOOLEANS = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false"}


WRONG = object()


class Shape:
    """Anything but nothing."""

    allowed = ""
    """What is allowed, in words."""

    def check(self, document: Document, path: Path, value: Any) -> list[Problem]:
        """Return what is wrong with the value at `path`."""
        return self._inside(document, path, value)

    def pruned(self, value: Any) -> Any:
        """Return the value without the parts that are wrong; `WRONG` when nothing is left."""
        return value if self._holds(value) else WRONG

    def _inside(self, document: Document, path: Path, value: Any) -> list[Problem]:
        return [] if self._holds(value) else [self._problem(document, path, value)]

    def _holds(self, value: Any) -> bool:
        return value is not None

    def _problem(self, document: Document, path: Path, value: Any, fix: str = "") -> Problem:
        return Problem(
            where=document.where(path),
            found=f"found {described(value)}",
            nearest=self._nearest(value),
            allowed=self.allowed,
            fix=fix,
        )

    def _nearest(self, _value: Any) -> str:
        return ""


class Text(Shape):
    """A text that is not empty and matches a pattern, which `allowed` says in words."""

    def __init__(self, allowed: str = "text", pattern: str = ".+") -> None:
        self.allowed = allowed
        self.pattern = pattern

    def _holds(self, value: Any) -> bool:
        return isinstance(value, str) and bool(re.fullmatch(self.pattern, value, re.DOTALL))

    def _problem(self, document: Document, path: Path, value: Any, fix: str = "") -> Problem:
        if isinstance(value, bool | int | float):
            fix = f'in quotes: "{document.origin(path).text}"'
        return super()._problem(document, path, value, fix)


class Whole(Shape):
    """A whole number within bounds, both included."""

    def __init__(self, low: int, high: int) -> None:
        self.low = low
        self.high = high
        self.allowed = f"{low} to {high}"

    def _holds(self, value: Any) -> bool:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        return is_whole and self.low <= value <= self.high

    def _problem(self, document: Document, path: Path, value: Any, fix: str = "") -> Problem:
        if isinstance(value, str) and re.fullmatch("[-+]?[0-9][0-9_,]*", value):
            fix = f"without quotes: {re.sub('[_,]', '', value)}"
        return super()._problem(document, path, value, fix)


class Flag(Shape):
    """True or false."""

    allowed = "true, false"

    def _holds(self, value: Any) -> bool:
        return isinstance(value, bool)

    def _nearest(self, value: Any) -> str:
        return _as_boolean(value)


class Choice(Shape):
    """One of a few words."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self.allowed = ", ".join(names)

    def _holds(self, value: Any) -> bool:
        return value in self.names

    def _nearest(self, value: Any) -> str:
        return nearest(value, self.names) if isinstance(value, str) else ""


class ListOf(Shape):
    """A list of values of one shape. `once`: none of them twice."""

    allowed = "a list"

    def __init__(self, item: Shape, *, least: int = 0, once: bool = False) -> None:
        self.item = item
        self.least = least
        self.once = once

    def _inside(self, document: Document, path: Path, value: Any) -> list[Problem]:
        if not isinstance(value, list):
            fix = f"as a list: [{hidden(value)}]" if isinstance(value, str) else ""
            return [self._problem(document, path, value, fix)]
        if len(value) < self.least:
            where = document.where(path)
            return [Problem(where=where, found="an empty list", allowed=f"{self.least} or more")]
        found = [self.item.check(document, (*path, at), item) for at, item in enumerate(value)]
        problems = [problem for problems in found for problem in problems]
        return problems + [
            Problem(
                where=document.where((*path, at)),
                found=f"{described(value[at])} stands in the list twice",
                fix="keep one of the two",
            )
            for at in self._repeated(value)
        ]

    def _repeated(self, value: list[Any]) -> list[int]:
        return [at for at, item in enumerate(value) if self.once and item in value[:at]]

    def pruned(self, value: Any) -> Any:  # noqa: D102
        # Nothing is taken out of a list: a position must keep meaning what it does in the file.
        is_right = isinstance(value, list) and len(value) >= self.least
        return value if is_right and WRONG not in map(self.item.pruned, value) else WRONG


class MappingOf(Shape):
    """A mapping from names to values of one shape; without a `name`, from any names."""

    allowed = "a mapping"

    def __init__(self, item: Shape, name: Text | None = None) -> None:
        self.item = item
        self.name = name

    def _inside(self, document: Document, path: Path, value: Any) -> list[Problem]:
        if not isinstance(value, dict):
            return [self._problem(document, path, value)]
        problems = []
        for key, item in value.items():
            if self.name and self.name.pruned(key) is WRONG:
                found, where = f"the name `{hidden(key)}`", document.where((*path, key))
                problems.append(Problem(where=where, found=found, allowed=self.name.allowed))
            problems += self.item.check(document, (*path, key), item)
        return problems

    def pruned(self, value: Any) -> Any:  # noqa: D102
        if not isinstance(value, dict):
            return WRONG
        return _without_wrong({key: self.item.pruned(item) for key, item in value.items()})


class Key:
    """One key of a section; `doc` explains it in the reference."""

    def __init__(self, doc: str, shape: Shape, *, required: bool = False) -> None:
        self.doc = doc
        self.shape = shape
        self.required = required


class Refusal:
    """Why a key that somebody may well write is none, and what to do instead."""

    def __init__(self, why: str, fix: str) -> None:
        self.why = why
        self.fix = fix


class Section(Shape):
    """A mapping with exactly these keys. `refused`: others that are told apart, with the reason."""

    def __init__(self, keys: Mapping[str, Key], *, refused: Mapping[str, Refusal] = {}) -> None:
        self.keys = keys
        self.refused = refused
        self.allowed = f"a mapping with {listing(keys)}"

    def _inside(self, document: Document, path: Path, value: Any) -> list[Problem]:
        if not isinstance(value, dict):
            return [self._problem(document, path, value)]
        problems = []
        for name, item in value.items():
            if name in self.keys:
                problems += self.keys[name].shape.check(document, (*path, name), item)
            else:
                problems.append(self._unknown(document, (*path, name), name))
        for name, key in self.keys.items():
            if key.required and name not in value:
                where = document.where((*path, name))
                found = f"the key `{name}` is missing"
                problems.append(Problem(where=where, found=found, fix=f"add it: {key.doc}"))
        return problems

    def pruned(self, value: Any) -> Any:  # noqa: D102
        if not isinstance(value, dict):
            return WRONG
        known = {name: item for name, item in value.items() if name in self.keys}
        return _without_wrong(
            {name: self.keys[name].shape.pruned(item) for name, item in known.items()}
        )

    def _unknown(self, document: Document, path: Path, name: str) -> Problem:
        if refusal := self.refused.get(name):
            return Problem(where=document.where(path), found=refusal.why, fix=refusal.fix)
        return Problem(
            where=document.where(path),
            found=f"unknown key `{hidden(name)}`",
            nearest=nearest(name, self.keys),
            allowed=listing(self.keys),
        )


class Switch(Shape):
    """A value of one shape, or `null` (written `false` as well), which leaves it out."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.allowed = f"{shape.allowed}; `{{}}` for the defaults, `false` to leave it out"

    def _inside(self, document: Document, path: Path, value: Any) -> list[Problem]:
        if value is None:
            return []
        if isinstance(value, dict):
            return self.shape.check(document, path, value)
        return [self._problem(document, path, value)]

    def pruned(self, value: Any) -> Any:  # noqa: D102
        return None if value is None else self.shape.pruned(value)

    def _nearest(self, value: Any) -> str:
        return {"true": "{}", "false": "false"}.get(_as_boolean(value), "")


class TextOrMapping(Shape):
    """One shape for a text, another for a mapping."""

    def __init__(self, text: Shape, mapping: Shape) -> None:
        self.text = text
        self.mapping = mapping
        self.allowed = f"{text.allowed}, or {mapping.allowed}"

    def _inside(self, document: Document, path: Path, value: Any) -> list[Problem]:
        if isinstance(value, dict):
            return self.mapping.check(document, path, value)
        problems = self.text.check(document, path, value)
        return [replace(problem, allowed=self.allowed) for problem in problems]

    def pruned(self, value: Any) -> Any:  # noqa: D102
        return (self.mapping if isinstance(value, dict) else self.text).pruned(value)


def described(value: Any) -> str:
    """Return a value as a person would name it, with whatever looks like a secret left out."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text `{hidden(value)}`" if value else "an empty text"
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list) else "nothing"


def _without_wrong(value: dict[str, Any]) -> dict[str, Any]:
    return {key: item for key, item in value.items() if item is not WRONG}


def _as_boolean(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value).lower()
    return text if text in {"true", "false"} else _YAML_1_1_BOOLEANS.get(text, "")
