"""Between Terraform's attributes and the bodies of API calls.

To the API: what is unset (null, false, 0, empty) is left out; a block that may stand once is an
object. From the API: missing numbers and booleans are zero, as the official provider's Go
structures have it; everything else that is missing is null.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from modelstacks.sandbox.providers.plugin.behaviour import Names
from modelstacks.sandbox.providers.plugin.schema import Attribute, Block, Nested
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import Object, is_zero

Json = dict[str, Any]
Renames = Mapping[Names, str]

_NONE: Renames = {}


def to_api(
    block: Block,
    values: Object,
    *,
    only: Iterable[str] | None = None,
    renames: Renames = _NONE,
    always: Iterable[Names] = (),
) -> Json:
    """Return the body that says `values`.

    `only` names the attributes and blocks to send, `renames` those the API calls otherwise,
    `always` those to send even when they are zero (once their block is there).
    """
    forced = frozenset(always)
    body = _object_to_api(block, values, (), renames, forced)
    if only is None:
        return body
    wanted = {renames.get((name,), name) for name in only}
    return {name: value for name, value in body.items() if name in wanted}


def _object_to_api(
    block: Block, values: Object, at: Names, renames: Renames, always: frozenset[Names]
) -> Json:
    body: Json = {}
    for name in block.attributes:
        names = (*at, name)
        value = values.get(name)
        if not is_zero(value) or (names in always and value is not None):
            body[renames.get(names, name)] = value
    for name, nested in block.blocks.items():
        names = (*at, name)
        elements = values.get(name)
        if name == "timeouts" or not elements:
            continue
        made = [
            _object_to_api(nested.block, element or {}, names, renames, always)
            for element in (elements if isinstance(elements, list) else [elements])
        ]
        single = nested.max_items == 1 or nested.nesting == "single"
        body[renames.get(names, name)] = made[0] if single else made
    return body


def from_api(
    block: Block, answer: Mapping[str, Any], *, renames: Renames = _NONE, skip: Iterable[str] = ()
) -> Object:
    """Return the attributes and blocks that `answer` says; `skip` names those it never says."""
    found = _object_from_api(block, answer, (), renames)
    left_out = {"id", "timeouts", "provider_config", *skip}
    return {name: value for name, value in found.items() if name not in left_out}


def stored(
    call: Call,
    answer: Mapping[str, Any],
    *,
    renames: Renames = _NONE,
    skip: Iterable[str] = (),
    computed: Iterable[str] = (),
) -> Object:
    """Return what of an answer goes into the state, by the official provider's rule.

    At the top level what is missing or empty is not stored; and what was not configured is stored
    on the first read only, because later it is taken for a default of the server. Computed
    attributes, and the blocks that `computed` names, are always stored.
    """
    always = {name for name, item in call.block.attributes.items() if item.computed}
    always.update(computed)
    return {
        name: value
        for name, value in from_api(call.block, answer, renames=renames, skip=skip).items()
        if value not in (None, "", [], {})
        and (call.fresh or name in always or not is_zero(call.values.get(name)))
    }


def _object_from_api(
    block: Block, answer: Mapping[str, Any], at: Names, renames: Renames
) -> Object:
    values: Object = {}
    for name, attribute in block.attributes.items():
        given = answer.get(renames.get((*at, name), name))
        values[name] = _value(attribute, given)
    for name, nested in block.blocks.items():
        given = answer.get(renames.get((*at, name), name))
        values[name] = _elements(nested, given, (*at, name), renames)
    return values


def _elements(nested: Nested, given: Any, at: Names, renames: Renames) -> Any:
    if nested.nesting == "single":
        return None if given is None else _object_from_api(nested.block, given, at, renames)
    elements = [] if given is None else given if isinstance(given, list) else [given]
    return [_object_from_api(nested.block, element, at, renames) for element in elements]


def _value(attribute: Attribute, given: Any) -> Any:
    if given is None:
        return (
            {"bool": False, "number": 0}.get(attribute.type)
            if isinstance(attribute.type, str)
            else None
        )
    return typed(attribute.type, given)


def typed(type_: Any, given: Any) -> Any:  # noqa: PLR0911
    """Return an API value as the given type."""
    if given is None:
        return None
    if isinstance(type_, list):
        if type_[0] == "object":
            return {name: typed(part, given.get(name)) for name, part in type_[1].items()}
        if type_[0] == "map":
            return {key: typed(type_[1], item) for key, item in given.items()}
        # What may be there once is an object in the API and a list of one here.
        items = [given] if isinstance(given, dict) else given
        return [typed(type_[1], item) for item in items]
    if type_ == "string":
        if isinstance(given, bool):
            return "true" if given else "false"
        return str(given)
    if type_ == "number" and isinstance(given, str):
        return int(given)
    if type_ == "bool" and isinstance(given, str):
        return given == "true"
    return given
