"""Which values differ between before and after, leaf by leaf, with secrets and unknowns kept so."""

import json
from collections.abc import Iterator
from difflib import unified_diff
from typing import Any, NamedTuple

from modelstacks.review.document import mapping, parsed
from modelstacks.review.masking import HIDDEN, Masker
from modelstacks.review.plan import FieldChange
from modelstacks.review.secrets import has_mark, is_named_secret
from modelstacks.review.visible import visible

Path = tuple[str | int, ...]

UNKNOWN = "(known after apply)"
MOST_FIELDS = 250
"""Fields of one resource that are kept; the rest is counted."""

MOST_CHARACTERS = 320
"""Characters of one value that are kept."""

_AROUND = 60
"""Characters kept in front of the first difference of two long values."""

_MOST_LINES = 400
"""Texts with more lines are not compared line by line: that takes quadratic time."""

_MOST_PAIRED = 300


class Difference(NamedTuple):
    """A leaf that differs, with its values still in clear."""

    path: Path
    before: Any
    after: Any
    is_secret: bool
    is_unknown: bool


class Values(NamedTuple):
    """What is known of one place of a change."""

    before: Any
    after: Any
    unknown: Any
    was: Any
    """Marks of what is sensitive before."""

    is_: Any
    """Marks of what is sensitive after."""


class _Nothing:
    """Stands where there is no value at all."""


NOTHING = _Nothing()


def field_changes(
    change: dict[str, Any], masker: Masker, forced: tuple[Path, ...] = ()
) -> tuple[tuple[FieldChange, ...], int]:
    """Return what differs in a change, at most `MOST_FIELDS`, and how many more there are.

    `forced` are the paths that force a replacement: those come first.
    """
    found = list(differences(change))
    if forced:
        found.sort(key=lambda one: not _is_forced(one.path, forced))
    kept = (_told(one, masker, _is_forced(one.path, forced)) for one in found[:MOST_FIELDS])
    return tuple(kept), max(0, len(found) - MOST_FIELDS)


def differences(change: dict[str, Any]) -> Iterator[Difference]:
    """Yield the leaves that differ between `before` and `after` of a change."""
    before, after = change.get("before"), change.get("after")
    values = Values(
        NOTHING if before is None else before,
        NOTHING if after is None else after,
        change.get("after_unknown", False),
        change.get("before_sensitive", False),
        change.get("after_sensitive", False),
    )
    yield from _walk((), values)


def is_noise(one: Difference) -> bool:
    """Whether a difference means nothing: absent, null, empty text, list and object are one."""
    return not one.is_unknown and _is_empty(one.before) and _is_empty(one.after)


def path_text(path: Path) -> str:
    """Write a path as a person does: `tags.owner`, `disk[0].size`."""
    written = ""
    for key in path:
        if isinstance(key, int):
            written += f"[{key}]"
        elif key == "{}":
            written += key
        else:
            written += f".{key}" if written else key
    return written


def _walk(path: Path, values: Values) -> Iterator[Difference]:
    before, after, unknown, was, is_ = values
    secret = was is True or is_ is True or (bool(path) and _is_named(path[-1], before, after))
    if unknown is True:
        hidden = secret or has_mark(was)
        yield Difference(path=path, before=before, after=NOTHING, is_secret=hidden, is_unknown=True)
    elif secret or (_is_leaf(before) and _is_leaf(after) and not has_mark(unknown)):
        if not _is_same(before, after) or (secret and has_mark(unknown)):
            yield from _leaf(path, before, after, secret)
    elif _is_of(dict, before, after, unknown):
        yield from _objects(path, values)
    elif _is_of(list, before, after, unknown):
        yield from _lists(path, values)
    else:
        # One kind of value became another: nothing in them corresponds.
        hidden = has_mark(was) or has_mark(is_)
        yield Difference(path=path, before=before, after=after, is_secret=hidden, is_unknown=False)


def _leaf(path: Path, before: Any, after: Any, secret: bool) -> Iterator[Difference]:
    if not secret:
        one = parsed(before)
        other = None if one is None else parsed(after)
        if one is not None and type(one) is type(other):
            yield from _walk((*path, "{}"), Values(one, other, False, False, False))
            return
    yield Difference(path=path, before=before, after=after, is_secret=secret, is_unknown=False)


def _objects(path: Path, values: Values) -> Iterator[Difference]:
    one, other, unknown, was, is_ = (mapping(value) for value in values)
    for key in dict.fromkeys([*one, *other, *unknown]):
        if not unknown.get(key) and _is_same(one.get(key), other.get(key)):
            continue  # most of what a plan holds
        inner = Values(
            one.get(key, NOTHING),
            other.get(key, NOTHING),
            unknown.get(key, False),
            was.get(key, False),
            is_.get(key, False),
        )
        yield from _walk((*path, key), inner)


def _lists(path: Path, values: Values) -> Iterator[Difference]:
    one, other = _list(values.before), _list(values.after)
    for old, new in _pairs(one, other, values.unknown):
        inner = Values(
            NOTHING if old is None else one[old],
            NOTHING if new is None or new >= len(other) else other[new],
            False if new is None else _at(values.unknown, new),
            False if old is None else _at(values.was, old),
            False if new is None else _at(values.is_, new),
        )
        place = new if new is not None else (old or 0)
        yield from _walk((*path, place), inner)


def _pairs(
    one: list[Any], other: list[Any], unknown: Any
) -> Iterator[tuple[int | None, int | None]]:
    """Yield positions that belong together: equal items leave in pairs, the rest in order.

    So an item put in front of a list is one addition, not a change of all that follow.
    """
    count = max(len(other), len(_list(unknown)))
    if len(one) == count or len(one) * count > _MOST_PAIRED**2 or has_mark(unknown):
        left, right = list(range(len(one))), list(range(count))
    else:
        left, right = [], list(range(count))
        for at, item in enumerate(one):
            match = next((place for place in right if _is_same(item, other[place])), None)
            if match is None:
                left.append(at)
            else:
                right.remove(match)
    both = min(len(left), len(right))
    yield from zip(left[:both], right[:both], strict=True)
    yield from ((at, None) for at in left[both:])
    yield from ((None, at) for at in right[both:])


def _told(one: Difference, masker: Masker, forces: bool) -> FieldChange:
    path = visible(masker.mask_name(path_text(one.path)))
    lines: tuple[str, ...] = ()
    if one.is_secret:
        before = None if _is_absent(one.before) else HIDDEN
        after = None if _is_absent(one.after) else HIDDEN
    else:
        before, after = _value(one.before, masker), _value(one.after, masker)
        if before is not None and after is not None:
            if "\n" in before or "\n" in after:
                lines = _line_diff(before, after)
            before, after = _cut_both(before, after)
        before, after = _cut(before), _cut(after)
    return FieldChange(
        path=path,
        before=before,
        after=UNKNOWN if one.is_unknown else after,
        is_sensitive=one.is_secret or HIDDEN in (before, after),
        is_unknown=one.is_unknown,
        forces_replacement=forces,
        lines=lines,
    )


def _value(value: Any, masker: Masker) -> str | None:
    if _is_absent(value):
        return None
    if isinstance(value, str):
        document = parsed(value)
        if document is not None and _masked(document, masker) != document:
            value = json.dumps(_masked(document, masker), ensure_ascii=False)
        # Twice: with invisible characters written out it may be a secret, or without.
        return masker.mask(visible(masker.mask(value))) or '""'
    if isinstance(value, dict | list):
        value = _masked(value, masker)
    return masker.mask(visible(json.dumps(value, ensure_ascii=False)))


def _masked(value: Any, masker: Masker) -> Any:
    """Mask the texts of a value one by one: as JSON, a secret could look different."""
    if isinstance(value, str):
        return masker.mask(value)
    if isinstance(value, dict):
        return {
            masker.mask(key): HIDDEN if is_named_secret(key, inner) else _masked(inner, masker)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_masked(inner, masker) for inner in value]
    return value


def _line_diff(before: str, after: str) -> tuple[str, ...]:
    one, other = before.splitlines(), after.splitlines()
    if max(len(one), len(other)) > _MOST_LINES:
        return ()
    rows = list(unified_diff(one, other, lineterm="", n=1))[2:]
    return tuple(_cut(row) or "" for row in rows if not row.startswith("@@"))


def _cut_both(before: str, after: str) -> tuple[str, str]:
    """Leave out what two long values begin with alike."""
    if max(len(before), len(after)) <= MOST_CHARACTERS:
        return before, after
    shortest = min(len(before), len(after))
    first = next((at for at in range(shortest) if before[at] != after[at]), shortest)
    start = max(0, first - _AROUND)
    return (f"…{before[start:]}", f"…{after[start:]}") if start else (before, after)


def _cut(text: str | None) -> str | None:
    if text is None or len(text) <= MOST_CHARACTERS:
        return text
    return f"{text[:MOST_CHARACTERS]}… ({len(text):,} characters)"


def _is_forced(path: Path, forced: tuple[Path, ...]) -> bool:
    return any(path[: len(one)] == one for one in forced)


def _is_named(key: str | int, before: Any, after: Any) -> bool:
    return isinstance(key, str) and (is_named_secret(key, before) or is_named_secret(key, after))


def _is_same(one: Any, other: Any) -> bool:
    if _is_absent(one) and _is_absent(other):
        return True
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _is_absent(value: Any) -> bool:
    return value is None or value is NOTHING


def _is_empty(value: Any) -> bool:
    return _is_absent(value) or value in ("", {}, [])


def _is_leaf(value: Any) -> bool:
    return not isinstance(value, dict | list)


def _is_of(kind: type, *values: Any) -> bool:
    """Whether each value is of the kind or not there, and one is."""
    return any(isinstance(value, kind) for value in values) and all(
        isinstance(value, kind) or _is_absent(value) or value is False for value in values
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _at(marks: Any, place: int) -> Any:
    """Return the marks of one item; marks that do not reach that far hide it, if they hide any."""
    if isinstance(marks, list):
        return marks[place] if place < len(marks) else has_mark(marks)
    return marks is True
