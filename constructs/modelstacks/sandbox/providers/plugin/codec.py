"""Terraform's msgpack form of values, both ways.

Unknown values arrive as extension 0, refined ones ("not null", "begins with") as extension 12;
every extension is read as unknown. Numbers that no 64-bit type holds travel as strings of digits.
A dynamic value travels as a pair of its type and itself.
"""

import json
from decimal import Decimal
from typing import Any

import msgpack

from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Dynamic

_SMALLEST = -(2**63)
_LARGEST = 2**64 - 1
_UNKNOWN_WIRE = msgpack.ExtType(0, b"\x00")


def decode(data: bytes, type_: Any) -> Any:
    """Return the value of the given type that `data` holds."""
    return _from_wire(
        msgpack.unpackb(data, ext_hook=lambda _code, _data: UNKNOWN, strict_map_key=False), type_
    )


def encode(value: Any, type_: Any) -> bytes:
    """Return the msgpack form of a value of the given type."""
    packed: bytes = msgpack.packb(_to_wire(value, type_))
    return packed


def _from_wire(value: Any, type_: Any) -> Any:
    if value is None or value is UNKNOWN:
        return value
    if isinstance(type_, str):
        return _primitive_from_wire(value, type_)
    kind, of = type_[0], type_[1]
    if kind in ("list", "set"):
        return [_from_wire(item, of) for item in value]
    if kind == "map":
        return {key: _from_wire(item, of) for key, item in value.items()}
    if kind == "tuple":
        return [_from_wire(item, each) for item, each in zip(value, of, strict=True)]
    # An object: a state written by an older schema may lack members.
    return {name: _from_wire(value.get(name), each) for name, each in of.items()}


def _primitive_from_wire(value: Any, type_: str) -> Any:
    if type_ == "dynamic":
        own_type = json.loads(value[0])
        return Dynamic(type=own_type, value=_from_wire(value[1], own_type))
    if type_ == "number":
        return number(value)
    return value


def number(value: Any) -> int | float | Decimal:
    """Return the number that `value`, a number or digits, stands for, without losing any digit."""
    if isinstance(value, str):
        exact = Decimal(value)
        return int(exact) if exact == exact.to_integral_value() else exact
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, int | float | Decimal):
        return value
    raise ValueError(f"not a number but a {type(value).__name__}")


def _to_wire(value: Any, type_: Any) -> Any:  # noqa: PLR0911
    if value is UNKNOWN:
        return _UNKNOWN_WIRE
    if value is None:
        return None
    if isinstance(type_, str):
        return _primitive_to_wire(value, type_)
    kind, of = type_[0], type_[1]
    if kind in ("list", "set"):
        return [_to_wire(item, of) for item in value]
    if kind == "map":
        return {key: _to_wire(item, of) for key, item in value.items()}
    if kind == "tuple":
        return [_to_wire(item, each) for item, each in zip(value, of, strict=True)]
    extra = value.keys() - of.keys()
    if extra:
        raise ValueError(f"not in the schema: {', '.join(sorted(extra))}")
    return {name: _to_wire(value.get(name), each) for name, each in of.items()}


def _primitive_to_wire(value: Any, type_: str) -> Any:
    if type_ == "dynamic":
        if not isinstance(value, Dynamic):
            raise ValueError("a dynamic value brings its own type")
        own_type = json.dumps(value.type, separators=(",", ":")).encode()
        return [own_type, _to_wire(value.value, value.type)]
    if type_ == "number":
        return _number_to_wire(value)
    if type_ == "bool" and not isinstance(value, bool):
        raise ValueError(f"not a bool but a {type(value).__name__}")
    if type_ == "string" and not isinstance(value, str):
        raise ValueError(f"not a string but a {type(value).__name__}")
    return value


def _number_to_wire(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError(f"not a number but a {type(value).__name__}")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int) and not _SMALLEST <= value <= _LARGEST:
        return str(value)
    return value
