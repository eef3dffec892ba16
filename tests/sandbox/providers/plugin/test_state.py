"""State after apply and after a read."""

from typing import Any

import pytest
from sandbox.providers.edge_provider import SCHEMAS

from modelstacks.sandbox.providers.plugin.schema import parse_block
from modelstacks.sandbox.providers.plugin.state import applied, empty, refreshed
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Object, has_unknown


def _block(type_name: str) -> Any:
    return parse_block(SCHEMAS[type_name]["block"])


def test_after_apply_planned_values_stay_whatever_the_platform_says() -> None:
    """Rule 6: a server's normal form belongs into the read."""
    planned = {"name": "Ada", "made": UNKNOWN}
    state = applied(_block("edge_plain"), planned=planned, answer={"name": "ada", "made": "m"})
    assert (state["name"], state["made"]) == ("Ada", "m")


@pytest.mark.parametrize(
    ("type_name", "planned"),
    [
        ("edge_plain", {"made": UNKNOWN, "id": UNKNOWN}),
        ("edge_list", {"disk": [{"size": 1, "zone": UNKNOWN, "part": [{"id": UNKNOWN}]}]}),
        ("edge_set", {"disk": [{"size": 1, "zone": UNKNOWN}, {"size": 2, "zone": UNKNOWN}]}),
        ("edge_map", {"disk": {"k": {"size": 1, "zone": UNKNOWN}}}),
        ("edge_single", {"disk": {"size": 1, "zone": UNKNOWN}}),
        ("edge_nested", {"list": [{"name": "x", "made": UNKNOWN}], "filled": UNKNOWN}),
        ("edge_values", {"list": ["a", UNKNOWN]}),
    ],
)
def test_after_apply_nothing_is_unknown_even_if_the_platform_is_silent(
    type_name: str, planned: Object
) -> None:
    """Rule 6."""
    assert not has_unknown(applied(_block(type_name), planned=planned, answer={}))


def test_after_apply_elements_of_a_set_get_their_own_answer() -> None:
    planned = {"disk": [{"size": 1, "zone": UNKNOWN}, {"size": 2, "zone": UNKNOWN}]}
    answer = {"disk": [{"size": 2, "zone": "two"}, {"size": 1, "zone": "one"}]}
    state = applied(_block("edge_set"), planned=planned, answer=answer)
    assert [disk["zone"] for disk in state["disk"]] == ["one", "two"]


def test_a_read_takes_what_the_platform_says_and_keeps_the_rest() -> None:
    """Rule 10."""
    prior = {**empty(_block("edge_plain")), "name": "a", "note": "n"}
    state = refreshed(_block("edge_plain"), prior=prior, answer={"name": "b"})
    assert (state["name"], state["note"]) == ("b", "n")


def test_a_read_spells_sets_as_before() -> None:
    """Rule 10: another order is no change."""
    prior = {**empty(_block("edge_set")), "disk": [{"size": 1}, {"size": 2}]}
    answer = {"disk": [{"size": 2, "zone": None}, {"size": 1, "zone": None}]}
    state = refreshed(_block("edge_set"), prior=prior, answer=answer)
    assert {disk["size"] for disk in state["disk"]} == {1, 2}


@pytest.mark.parametrize(("old", "new"), [(None, False), (None, ""), ("", None), (False, None)])
def test_a_read_spells_nothing_as_before(old: Any, new: Any) -> None:
    """Rule 10: null, false and empty mean the same where one of them was known."""
    prior = {**empty(_block("edge_legacy")), "on": old}
    state = refreshed(_block("edge_legacy"), prior=prior, answer={"on": new})
    assert state["on"] is (old if old is not None else new)


def test_an_empty_object_has_null_attributes_and_empty_blocks() -> None:
    """Rule 11: an import returns a full object of nulls."""
    assert empty(_block("edge_list")) == {"id": None, "name": None, "disk": [], "one": []}
    assert empty(_block("edge_single")) == {
        "id": None, "name": None, "disk": None, "limits": {"cpu": None}
    }  # fmt: skip
