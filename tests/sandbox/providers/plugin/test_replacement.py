"""Which changes replace the object (rule 12)."""

from typing import Any

import pytest
from sandbox.providers.edge_provider import SCHEMAS

from modelstacks.sandbox.providers.plugin.behaviour import Behaviour
from modelstacks.sandbox.providers.plugin.replacement import replaced_by
from modelstacks.sandbox.providers.plugin.schema import parse_block
from modelstacks.sandbox.providers.plugin.values import UNKNOWN

_BLOCK = parse_block(SCHEMAS["edge_force"]["block"])
_BEHAVIOUR = Behaviour(force_new=frozenset({("name",), ("disk", "size")}))
_OLD = {"id": "1", "name": "a", "note": None, "disk": [{"size": 1, "note": None}]}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"note": "n"}, []),
        ({"name": "b"}, [("name",)]),
        ({"name": UNKNOWN}, [("name",)]),
        ({"disk": [{"size": 2, "note": None}]}, [("disk", 0, "size")]),
        ({"disk": [{"size": 1, "note": "n"}]}, []),
        ({"disk": []}, [("disk",)]),
        ({"disk": UNKNOWN}, [("disk",)]),
    ],
)
def test_only_what_changed_and_must_replace_is_named(change: dict[str, Any], expected: Any) -> None:
    found = replaced_by(_BLOCK, _BEHAVIOUR, prior=_OLD, planned={**_OLD, **change})
    assert found == expected


@pytest.mark.parametrize("size", [None, 1])
def test_a_block_that_comes_or_goes_replaces_only_by_what_it_holds(size: int | None) -> None:
    more = {**_OLD, "disk": [{"size": 1, "note": None}, {"size": size, "note": "n"}]}
    expected = [("disk",)] if size else []

    assert replaced_by(_BLOCK, _BEHAVIOUR, prior=_OLD, planned=more) == expected
    assert replaced_by(_BLOCK, _BEHAVIOUR, prior=more, planned=_OLD) == expected


def test_what_a_block_might_have_held_replaces_nothing() -> None:
    """As a task that goes: its cluster is an empty list in the state, and missing in the plan."""
    token = {"attributes": {"token": {"type": "string", "optional": True}}}
    cluster = {"nesting_mode": "list", "block": token}
    task = {"nesting_mode": "list", "block": {"block_types": {"cluster": cluster}}}
    block = parse_block({"block_types": {"task": task}})
    behaviour = Behaviour(force_new=frozenset({("task", "cluster", "token")}))
    one: dict[str, Any] = {"cluster": []}
    held: dict[str, Any] = {"cluster": [{"token": "t"}]}

    planned = {"task": [one]}
    assert replaced_by(block, behaviour, prior={"task": [one, one]}, planned=planned) == []
    assert replaced_by(block, behaviour, prior={"task": [one, held]}, planned=planned) == [
        ("task",)
    ]


def test_a_set_in_another_order_is_the_same() -> None:
    block = parse_block({"attributes": {"tags": {"type": ["set", "string"], "optional": True}}})
    behaviour = Behaviour(force_new=frozenset({("tags",)}))
    old, new = {"tags": ["a", "b"]}, {"tags": ["b", "a"]}
    assert replaced_by(block, behaviour, prior=old, planned=new) == []
    assert replaced_by(block, behaviour, prior=old, planned={"tags": ["b"]}) == [("tags",)]


def test_a_changed_set_of_blocks_is_named_as_a_whole() -> None:
    block = parse_block(SCHEMAS["edge_set"]["block"])
    behaviour = Behaviour(force_new=frozenset({("disk", "size")}))
    old = {"disk": [{"size": 1}, {"size": 2}]}
    assert replaced_by(block, behaviour, prior=old, planned={"disk": old["disk"][::-1]}) == []
    new = {"disk": [{"size": 1}, {"size": 3}]}
    assert replaced_by(block, behaviour, prior=old, planned=new) == [("disk",)]
