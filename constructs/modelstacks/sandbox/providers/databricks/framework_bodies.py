"""Bodies and answers of the provider's newer types: exactly what is configured, zeros and all."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from modelstacks.sandbox.providers.databricks.bodies import typed
from modelstacks.sandbox.providers.plugin.schema import Attribute, Block
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Object

Json = dict[str, Any]


def body_of(block: Block, values: Mapping[str, Any], *, at_top: bool = True) -> Json:
    """Return the body that says `values`: null is left out, and so is what only is computed."""
    body: Json = {}
    for name, attribute in block.attributes.items():
        value = values.get(name)
        only_computed = attribute.computed and not attribute.optional
        if value is None or (only_computed and not (at_top and name == "id")):
            continue
        body[name] = _sent(attribute, value)
    return body


def _sent(attribute: Attribute, value: Any) -> Any:
    if attribute.nested is None:
        return float(value) if isinstance(value, Decimal) else value
    block = attribute.nested.block
    if isinstance(value, list):
        return [body_of(block, item, at_top=False) for item in value]
    return body_of(block, value, at_top=False)


def values_of(block: Block, answer: Mapping[str, Any]) -> Object:
    """Return the attributes that `answer` says: what it lacks is null."""
    return {name: _read(one, answer.get(name)) for name, one in block.attributes.items()}


def _read(attribute: Attribute, given: Any) -> Any:
    if attribute.nested is None and isinstance(given, float):
        # As it is written: 0.02 is another number for Terraform once it has been binary.
        return Decimal(repr(given))
    if given is None or attribute.nested is None:
        return typed(attribute.type, given)
    block = attribute.nested.block
    if isinstance(given, list):
        return [values_of(block, item) for item in given]
    return values_of(block, given)


def recompute(block: Block, values: Object, *, but: tuple[str, ...] = ("id",)) -> None:
    """Plan anew what only the platform sets, as for every change of an object."""
    for name, attribute in block.attributes.items():
        value = values.get(name)
        if attribute.computed and not attribute.optional:
            if name not in but:
                values[name] = UNKNOWN
        elif attribute.nested is not None and isinstance(value, dict):
            recompute(attribute.nested.block, value, but=())
