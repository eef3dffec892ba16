"""Values on the wire, both ways."""

from decimal import Decimal
from typing import Any

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelstacks.sandbox.providers.plugin.codec import decode, encode
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Dynamic

_OBJECT = ["object", {"a": "string", "b": "number", "c": ["list", "bool"]}]


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("string", "text"),
        ("string", None),
        ("string", UNKNOWN),
        ("bool", False),
        ("number", 0),
        ("number", -(2**63)),
        ("number", 2**64 - 1),
        ("number", 0.1),
        ("number", 123456789012345678901234567890),
        ("number", Decimal("0.1234567890123456789012345678901")),
        (["list", "string"], ["a", UNKNOWN, None]),
        (["set", "number"], [1, 2]),
        (["map", "string"], {"a": "x", "b": UNKNOWN}),
        (["tuple", ["string", "number"]], ["a", 1]),
        (_OBJECT, {"a": "x", "b": 1, "c": [True, UNKNOWN]}),
        ("dynamic", Dynamic(type=["list", "number"], value=[1, UNKNOWN])),
        ("dynamic", UNKNOWN),
        ("dynamic", None),
        (["map", "dynamic"], {"a": Dynamic(type="string", value="x")}),
    ],
)
def test_a_value_comes_back_as_it_went(type_: Any, value: Any) -> None:
    assert decode(encode(value, type_), type_) == value


_VALUES = st.fixed_dictionaries(
    {
        "a": st.one_of(st.none(), st.text(), st.just(UNKNOWN)),
        "b": st.one_of(st.none(), st.integers(), st.just(UNKNOWN)),
        "c": st.one_of(st.none(), st.lists(st.booleans())),
    }
)


@given(_VALUES)
def test_any_object_comes_back_as_it_went(value: Any) -> None:
    assert decode(encode(value, _OBJECT), _OBJECT) == value


@pytest.mark.parametrize("code", [0, 12, 5])
def test_every_extension_is_unknown(code: int) -> None:
    """Rule 13: refined unknowns come as extension 12, plain ones as 0."""
    refined = msgpack.packb({"a": msgpack.ExtType(code, b"\x81\x01\xc2"), "b": 1, "c": None})
    assert decode(refined, _OBJECT)["a"] is UNKNOWN


def test_unknown_goes_out_as_extension_0() -> None:
    assert encode(UNKNOWN, "string") == msgpack.packb(msgpack.ExtType(0, b"\x00"))


def test_a_long_number_travels_as_digits() -> None:
    assert msgpack.unpackb(encode(10**30, "number")) == "1" + "0" * 30


def test_a_number_is_never_a_bool() -> None:
    with pytest.raises(ValueError, match="not a number but a bool"):
        encode(True, "number")


def test_an_error_does_not_tell_the_value() -> None:
    with pytest.raises(ValueError, match="not a number but a str") as caught:
        encode("hunter2", "number")
    assert "hunter2" not in str(caught.value)


def test_a_member_that_the_schema_lacks_is_refused() -> None:
    """Rule 5: every attribute, none extra."""
    with pytest.raises(ValueError, match="not in the schema: z"):
        encode({"a": "x", "z": 1}, _OBJECT)


def test_missing_members_go_out_as_null() -> None:
    """Rule 5: every attribute, none extra."""
    assert msgpack.unpackb(encode({}, _OBJECT)) == {"a": None, "b": None, "c": None}
