"""Which changes of a plan cannot be made in place."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from modelstacks.sandbox.providers.plugin.behaviour import Behaviour, Names
from modelstacks.sandbox.providers.plugin.diagnostics import Path
from modelstacks.sandbox.providers.plugin.schema import Block, Nested
from modelstacks.sandbox.providers.plugin.values import Object, freeze


def replaced_by(
    block: Block, behaviour: Behaviour, *, prior: Object, planned: Object
) -> list[Path]:
    """Return the paths whose change replaces the object. Each exists in prior or planned."""
    if not behaviour.force_new:
        return []
    return list(_Walk(behaviour.force_new).block(block, (), prior, planned))


class _Walk:
    def __init__(self, force_new: frozenset[Names]) -> None:
        self._force_new = force_new

    def block(self, block: Block, path: Path, old: Object, new: Object) -> Iterator[Path]:
        for name, attribute in block.attributes.items():
            here = (*path, name)
            before, after = old.get(name), new.get(name)
            if attribute.nested and _names(here) not in self._force_new:
                yield from self._objects(attribute.nested, here, before, after)
            elif _names(here) in self._force_new and not _equal(before, after, attribute.type):
                yield here
        for name, nested in block.blocks.items():
            yield from self._objects(nested, (*path, name), old.get(name), new.get(name))

    def _objects(self, nested: Nested, path: Path, old: Any, new: Any) -> Iterator[Path]:
        if nested.nesting == "list":
            old, new = old or [], new or []  # of a block that is not there itself
        at = _names(path)
        concerned = any(names[: len(at)] == at for names in self._force_new)
        if not concerned or _equal(old, new, [nested.nesting]):
            return
        if at not in self._force_new:
            if nested.nesting in ("single", "group") and old and new:
                yield from self.block(nested.block, path, old, new)
                return
            if nested.nesting == "list" and isinstance(old, list) and isinstance(new, list):
                # One that comes or goes replaces nothing by itself: what it holds may.
                pairs: Iterator[tuple[Object, Object]] = zip_longest(old, new, fillvalue={})
                found = [
                    place
                    for index, (before, after) in enumerate(pairs)
                    for place in self.block(nested.block, (*path, index), before, after)
                ]
                yield from found if len(old) == len(new) else [path] if found else []
                return
        yield path


def _names(path: Path) -> Names:
    return tuple(step for step in path if isinstance(step, str))


def _equal(old: Any, new: Any, type_: Any) -> bool:
    if type_ and type_[0] == "set" and isinstance(old, list) and isinstance(new, list):
        return {freeze(item) for item in old} == {freeze(item) for item in new}
    return bool(freeze(old) == freeze(new))
