"""Which changes of a plan cannot be made in place."""

from collections.abc import Iterator
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
    return list(_walk(block, behaviour.force_new, (), (), prior, planned))


def _walk(
    block: Block, force_new: frozenset[Names], at: Names, path: Path, old: Object, new: Object
) -> Iterator[Path]:
    for name, attribute in block.attributes.items():
        names = (*at, name)
        if names in force_new and not _equal(old.get(name), new.get(name), attribute.type):
            yield (*path, name)
        elif attribute.nested:
            yield from _objects(
                attribute.nested, force_new, names, (*path, name), old.get(name), new.get(name)
            )
    for name, nested in block.blocks.items():
        yield from _objects(
            nested, force_new, (*at, name), (*path, name), old.get(name), new.get(name)
        )


def _objects(
    nested: Nested, force_new: frozenset[Names], at: Names, path: Path, old: Any, new: Any
) -> Iterator[Path]:
    if not any(names[: len(at)] == at for names in force_new) or _equal(old, new, [nested.nesting]):
        return
    if nested.nesting in ("single", "group") and isinstance(old, dict) and isinstance(new, dict):
        yield from _walk(nested.block, force_new, at, path, old, new)
        return
    comparable = isinstance(old, list) and isinstance(new, list) and len(old) == len(new)
    if nested.nesting == "list" and comparable and at not in force_new:
        for index, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from _walk(nested.block, force_new, at, (*path, index), before, after)
        return
    if any(names[: len(at)] == at for names in force_new):
        yield path


def _equal(old: Any, new: Any, type_: Any) -> bool:
    if type_ and type_[0] == "set" and isinstance(old, list) and isinstance(new, list):
        return {freeze(item) for item in old} == {freeze(item) for item in new}
    return bool(freeze(old) == freeze(new))
