"""What a change follows from: a subnet is replaced only because its network is.

A cause is found along the references of the configuration. Where those end in a local, or in a
value of `for_each`, the values tell: what was the id of a replaced object, and is not known yet.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from modelstacks.frozen import frozen
from modelstacks.review.actions import ChangeClass
from modelstacks.review.configuration import Configuration, source_address
from modelstacks.review.document import Json, mapping

Path = tuple[str | int, ...]

_NEW: frozenset[ChangeClass] = frozenset(("replace", "create"))
_NAMES = ("id", "arn", "name", "self_link")
"""Attributes by which other resources know one."""

_SHORTEST_ID = 4


@frozen
class Changed:
    """One change of the document with its class, before it is judged."""

    row: Json
    change: ChangeClass
    forced: tuple[Path, ...]

    @property
    def address(self) -> str:
        """Its address, with instance keys, in clear."""
        address: str = self.row["address"]
        return address


class Causes:
    """Finds for a change the changes that it only follows."""

    def __init__(self, rows: list[Changed], configuration: Configuration) -> None:
        self._configuration = configuration
        self._by_source: dict[str, list[Changed]] = {}
        self._by_old_name: dict[str, Changed] = {}
        for row in rows:
            if row.change in _NEW or row.change == "update":
                self._by_source.setdefault(source_address(row.row), []).append(row)
            if row.change == "replace":
                self._by_old_name.update(dict.fromkeys(_old_names(row), row))

    def of(self, row: Changed) -> tuple[str, ...]:
        """Return the addresses of what forces this replacement; empty when it has its own ground.

        Every forcing path must be explained: one that is not makes the change its own cause.
        """
        if row.change != "replace" or not row.forced:
            return ()
        found: dict[str, None] = {}
        for path in row.forced:
            causes = list(self._of_path(row, path))
            if not causes:
                return ()
            found.update(dict.fromkeys(causes))
        return tuple(found)

    def _of_path(self, row: Changed, path: Path) -> Iterator[str]:
        change = mapping(row.row.get("change"))
        if not path or not _is_unknown(change.get("after_unknown"), path):
            return  # a value that is known was written down, or comes from what does not change
        source = source_address(row.row)
        key = row.row.get("index")
        for reference in self._configuration.references(source, str(path[0])):
            if reference.address == source:
                continue
            candidates = [
                other
                for other in self._by_source.get(reference.address, ())
                if _may_bring(other, reference.attribute)
            ]
            same_key = [other for other in candidates if other.row.get("index") == key]
            for other in same_key or candidates:
                yield other.address
        old = _value_at(change.get("before"), path)
        by_value = self._by_old_name.get(old) if isinstance(old, str) else None
        if by_value is not None and by_value.address != row.address:
            yield by_value.address


def roots(causes: Mapping[str, tuple[str, ...]], address: str) -> tuple[str, ...]:
    """Return the changes that stand at the beginning of a cascade."""
    found: dict[str, None] = {}
    seen = {address}
    level = list(causes.get(address, ()))
    while level:
        one = level.pop(0)
        if one in seen:
            continue
        seen.add(one)
        above = causes.get(one, ())
        if above:
            level += above
        else:
            found[one] = None
    return tuple(found)


def _may_bring(other: Changed, attribute: str) -> bool:
    """Whether a change makes an attribute unknown."""
    if other.change in _NEW or not attribute:
        return True
    unknown = mapping(other.row.get("change")).get("after_unknown")
    return _is_unknown(unknown, (attribute,))


def _is_unknown(unknown: Any, path: Path) -> bool:
    for key in path:
        if isinstance(unknown, dict):
            unknown = unknown.get(str(key))
        elif isinstance(unknown, list) and isinstance(key, int) and 0 <= key < len(unknown):
            unknown = unknown[key]
        else:
            break
    return _holds_true(unknown)


def _holds_true(unknown: Any) -> bool:
    if isinstance(unknown, dict):
        return any(map(_holds_true, unknown.values()))
    if isinstance(unknown, list):
        return any(map(_holds_true, unknown))
    return unknown is True


def _value_at(value: Any, path: Path) -> Any:
    for key in path:
        if isinstance(value, dict):
            value = value.get(str(key))
        elif isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value):
            value = value[key]
        else:
            return None
    return value


def _old_names(row: Changed) -> Iterator[str]:
    change = mapping(row.row.get("change"))
    before, unknown = mapping(change.get("before")), mapping(change.get("after_unknown"))
    for attribute in _NAMES:
        value = before.get(attribute)
        is_new = unknown.get(attribute) is True
        if is_new and isinstance(value, str) and len(value) >= _SHORTEST_ID:
            yield value
