"""What the bindings do in vain is left out, and nobody notices."""

import sys
import typing
from typing import Any

import pytest

from modelstacks.bindings.lazy import lazy_package, remember_type_hints


class Asked:
    """Counts how often it is asked for its hints."""

    times = 0

    @property
    def __annotations__(self) -> dict[str, Any]:  # type: ignore[override]
        self.times += 1
        return {"name": "str", "count": int}


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Go back to what was there."""
    monkeypatch.setattr(typing, "get_type_hints", typing.get_type_hints)


def test_hints_are_worked_out_once() -> None:
    asked = Asked()
    remember_type_hints()
    remember_type_hints()

    first, again = typing.get_type_hints(asked), typing.get_type_hints(asked)

    assert first == again == {"name": str, "count": int}
    assert asked.times == 1


def test_a_caller_may_change_what_it_was_given() -> None:
    asked = Asked()
    remember_type_hints()

    typing.get_type_hints(asked).clear()

    assert typing.get_type_hints(asked)["count"] is int


def test_names_and_options_are_heeded() -> None:
    asked = Asked()
    remember_type_hints()
    typing.get_type_hints(asked)

    assert typing.get_type_hints(asked, {"str": bytes}) == {"name": bytes, "count": int}
    assert typing.get_type_hints(asked, localns={"str": bytes})["name"] is bytes


def test_an_unknown_package_and_a_loaded_one_are_left_alone() -> None:
    lazy_package("no_such_package_here")
    lazy_package("typing")

    assert "no_such_package_here" not in sys.modules
    assert sys.modules["typing"] is typing
