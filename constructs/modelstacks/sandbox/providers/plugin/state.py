"""State: what the platform answered, laid over what was planned or known before."""

from typing import Any

from modelstacks.sandbox.providers.plugin.behaviour import Behaviour
from modelstacks.sandbox.providers.plugin.schema import Block, Nested
from modelstacks.sandbox.providers.plugin.values import (
    UNKNOWN,
    Dynamic,
    Object,
    equal_sets,
    freeze,
    has_unknown,
    is_zero,
    without_unknowns,
)


def applied(block: Block, *, planned: Object, answer: Object) -> Object:
    """Return the state after apply: planned values stay, unknown ones come from the answer."""
    result: Object = {}
    for name, attribute in block.attributes.items():
        result[name] = _fill(attribute.nested, planned.get(name), answer.get(name))
    for name, nested in block.blocks.items():
        result[name] = _fill(nested, planned.get(name), answer.get(name))
    return result


def _fill(nested: Nested | None, planned: Any, answer: Any) -> Any:
    if planned is UNKNOWN:
        return answer
    if not has_unknown(planned):
        return planned
    if isinstance(planned, Dynamic):
        return without_unknowns(planned)
    if nested is None or answer is None:
        return _fill_plain(nested, planned)
    if nested.nesting in ("single", "group"):
        return applied(nested.block, planned=planned, answer=answer)
    if nested.nesting == "map":
        return {
            key: applied(nested.block, planned=item, answer=answer.get(key) or {})
            for key, item in planned.items()
        }
    if nested.nesting == "list":
        return [
            applied(nested.block, planned=item, answer=answer[index] if index < len(answer) else {})
            for index, item in enumerate(planned)
        ]
    left = list(answer)
    return [applied(nested.block, planned=item, answer=_matching(item, left)) for item in planned]


def _fill_plain(nested: Nested | None, planned: Any) -> Any:
    """Replace what stayed unknown although nobody answered it."""
    if nested is None and isinstance(planned, list):
        return [item for item in planned if item is not UNKNOWN]
    return without_unknowns(planned)


def _matching(planned: Object, left: list[Object]) -> Object:
    """Take the answered element that agrees with all that was known of the planned one."""
    for index, candidate in enumerate(left):
        if all(
            value is UNKNOWN
            or (is_zero(value) and is_zero(candidate.get(name)))
            or has_unknown(value)
            or freeze(value) == freeze(candidate.get(name))
            for name, value in planned.items()
        ):
            return left.pop(index)
    return {}


def refreshed(
    block: Block,
    behaviour: Behaviour,
    *,
    prior: Object,
    answer: Object,
    fresh: bool,
) -> Object:
    """Return the state after a read.

    `answer` holds what the platform says; a name it lacks keeps its prior value. At the top level
    an SDKv2 provider stores what was not configured on the first read only (`fresh`): later it
    takes it for a default of the server.
    """
    result: Object = {}
    for name, attribute in block.attributes.items():
        old = prior.get(name)
        if name not in answer:
            result[name] = old
            continue
        new = align(attribute.nested, attribute.type, old, answer[name])
        result[name] = _kept(behaviour, attribute.computed, old, new, fresh=fresh)
    for name, nested in block.blocks.items():
        old = prior.get(name)
        if name not in answer:
            result[name] = old
            continue
        new = align(nested, None, old, answer[name])
        computed = (name,) in behaviour.computed_blocks
        result[name] = _kept(behaviour, computed, old, new, fresh=fresh)
    return result


def _kept(behaviour: Behaviour, computed: bool, old: Any, new: Any, *, fresh: bool) -> Any:
    if not behaviour.legacy:
        return new
    if new is None or new == "" or new in ([], {}):
        return old
    if not fresh and not computed and is_zero(old):
        return old
    return new


def align(nested: Nested | None, type_: Any, old: Any, new: Any) -> Any:
    """Return `new`, spelt like `old` wherever the two mean the same."""
    if is_zero(old) and is_zero(new) and type(old) is not type(new):
        return old if old is not None else new
    if nested is None:
        is_set = bool(type_) and type_[0] == "set"
        if is_set and isinstance(old, list) and isinstance(new, list) and equal_sets(old, new):
            return old
        return new
    if new is None or isinstance(new, Dynamic):
        return new
    if nested.nesting in ("single", "group"):
        return _align_object(nested.block, old or {}, new)
    if nested.nesting == "map":
        known = old or {}
        return {
            key: _align_object(nested.block, known.get(key) or {}, item)
            for key, item in new.items()
        }
    if nested.nesting == "list":
        known = old or []
        return [
            _align_object(nested.block, known[index] if index < len(known) else {}, item)
            for index, item in enumerate(new)
        ]
    left = list(old or [])
    return [_align_set_element(nested.block, left, item) for item in new]


def _align_object(block: Block, old: Object, new: Object) -> Object:
    result: Object = {}
    for name, attribute in block.attributes.items():
        result[name] = align(attribute.nested, attribute.type, old.get(name), new.get(name))
    for name, nested in block.blocks.items():
        result[name] = align(nested, None, old.get(name), new.get(name))
        if result[name] is None and nested.nesting in ("list", "set"):
            result[name] = []
    return result


def _align_set_element(block: Block, left: list[Object], new: Object) -> Object:
    for index, old in enumerate(left):
        aligned = _align_object(block, old, new)
        if freeze(aligned) == freeze(old):
            return left.pop(index)
    return _align_object(block, {}, new)


def empty(block: Block) -> Object:
    """Return an object of nulls, with empty blocks."""
    result: Object = dict.fromkeys(block.attributes)
    for name, nested in block.blocks.items():
        if nested.nesting == "map":
            result[name] = {}
        elif nested.nesting == "group":
            result[name] = empty(nested.block)
        else:
            result[name] = None if nested.nesting == "single" else []
    return result
