"""State: what the platform answered, laid over what was planned or known before."""

from typing import Any

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


def _fill(nested: Nested | None, planned: Any, answer: Any) -> Any:  # noqa: PLR0911
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


def refreshed(block: Block, *, prior: Object, answer: Object) -> Object:
    """Return the state after a read: what the platform says, spelt as before if it means the same.

    A name that `answer` lacks keeps its prior value.
    """
    result: Object = {}
    for name, attribute in block.attributes.items():
        old = prior.get(name)
        nested, type_ = attribute.nested, attribute.type
        result[name] = align(nested, type_, old, answer[name]) if name in answer else old
    for name, nested_block in block.blocks.items():
        old = prior.get(name)
        result[name] = align(nested_block, None, old, answer[name]) if name in answer else old
    return result


def align(nested: Nested | None, type_: Any, old: Any, new: Any) -> Any:  # noqa: PLR0911
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
