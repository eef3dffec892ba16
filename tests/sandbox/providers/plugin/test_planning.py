"""What a plan says, rule by rule."""

from typing import Any

import pytest
from sandbox.providers.edge_provider import SCHEMAS

from modelstacks.sandbox.providers.plugin.behaviour import Behaviour, letter_case, platform_value
from modelstacks.sandbox.providers.plugin.planning import plan
from modelstacks.sandbox.providers.plugin.schema import parse_block
from modelstacks.sandbox.providers.plugin.state import empty
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Object

_STRICT = Behaviour()
_LEGACY = Behaviour(legacy=True)


def _plan(
    type_name: str, config: Object, prior: Object | None = None, behaviour: Behaviour = _STRICT
) -> Object:
    block = parse_block(SCHEMAS[type_name]["block"])
    full = {**empty(block), **config}
    before = None if prior is None else {**empty(block), **prior}
    return plan(block, behaviour, prior=before, config=full)


def test_what_is_configured_is_planned() -> None:
    """Rule 1."""
    planned = _plan("edge_plain", {"name": "b", "note": "n"}, prior={"name": "a", "note": "n"})
    assert (planned["name"], planned["note"]) == ("b", "n")


def test_what_is_not_configured_and_not_computed_stays_null() -> None:
    """Rule 2: also where the state has something."""
    planned = _plan("edge_plain", {"name": "a"}, prior={"name": "a", "note": "drift"})
    assert planned["note"] is None


@pytest.mark.parametrize(
    ("type_name", "config", "unknown"),
    [
        ("edge_plain", {"name": "a"}, ["made"]),
        ("edge_list", {"disk": [{"size": 1, "part": []}]}, ["disk", 0, "zone"]),
        ("edge_list", {"disk": [{"size": 1, "part": [{"at": "x"}]}]}, ["disk", 0, "part", 0, "id"]),
        ("edge_set", {"disk": [{"size": 1}]}, ["disk", 0, "zone"]),
        ("edge_map", {"disk": {"k": {"size": 1}}}, ["disk", "k", "zone"]),
        ("edge_single", {"disk": {"size": 1}}, ["disk", "zone"]),
        ("edge_nested", {"single": {"name": "x"}}, ["single", "made"]),
        ("edge_nested", {"list": [{"name": "x"}]}, ["list", 0, "made"]),
        ("edge_nested", {"set": [{"name": "x"}]}, ["set", 0, "made"]),
        ("edge_nested", {"map": {"k": {"name": "x"}}}, ["map", "k", "made"]),
        ("edge_nested", {}, ["filled"]),
    ],
)
def test_on_create_what_the_platform_decides_is_unknown_at_every_depth(
    type_name: str, config: Object, unknown: list[Any]
) -> None:
    """Rule 3."""
    planned: Any = _plan(type_name, config)
    for step in unknown:
        planned = planned[step]
    assert planned is UNKNOWN


def test_on_update_what_the_platform_decided_stays() -> None:
    """Rule 3: marking it again would give a plan that is never empty."""
    disk = {"size": 1, "zone": "made", "label": "made", "part": []}
    planned = _plan(
        "edge_list",
        {"name": "b", "disk": [{"size": 1, "part": []}, {"size": 2, "part": []}]},
        prior={"id": "1", "name": "a", "disk": [disk]},
    )
    assert planned["disk"][0] == disk
    assert planned["disk"][1]["zone"] is UNKNOWN


def test_an_element_of_a_set_keeps_what_the_platform_decided() -> None:
    """Rule 3: whatever its place."""
    old = [{"size": size, "zone": f"z{size}", "label": "made"} for size in (1, 2)]
    planned = _plan("edge_set", {"disk": [{"size": 2}, {"size": 3}]}, prior={"disk": old})
    assert planned["disk"][0] == old[1]
    assert planned["disk"][1]["zone"] is UNKNOWN


@pytest.mark.parametrize("given", [None, []])
def test_blocks_are_empty_and_never_null(given: Any) -> None:
    """Rule 4."""
    assert _plan("edge_list", {"disk": given})["disk"] == []
    assert _plan("edge_set", {"disk": given})["disk"] == []


def test_there_are_as_many_blocks_as_configured() -> None:
    """Rule 4."""
    disk = {"zone": "z", "label": "l", "part": []}
    old = [{"size": size, **disk} for size in (1, 2, 3)]
    planned = _plan("edge_list", {"disk": [{"size": 1, "part": []}]}, prior={"disk": old})
    assert len(planned["disk"]) == 1


def test_a_plan_names_every_attribute_and_block() -> None:
    """Rule 5."""
    assert _plan("edge_list", {}).keys() == {"id", "name", "disk", "one"}


def test_unknown_configuration_stays_unknown() -> None:
    """Rule 13: inside collections, and a whole dynamic block as one."""
    planned = _plan("edge_list", {"name": UNKNOWN, "disk": UNKNOWN})
    assert planned["name"] is UNKNOWN
    assert planned["disk"] is UNKNOWN
    values = _plan("edge_values", {"list": ["a", UNKNOWN], "map": {"k": UNKNOWN}})
    assert values["list"] == ["a", UNKNOWN]
    assert values["map"] == {"k": UNKNOWN}


def test_a_default_is_planned_where_nothing_is_configured() -> None:
    behaviour = Behaviour(defaults={("kind",): "plain"})
    assert _plan("edge_plain", {"name": "a"}, behaviour=behaviour)["kind"] == "plain"
    given = {"name": "a", "kind": "other"}
    assert _plan("edge_plain", given, behaviour=behaviour)["kind"] == "other"


def test_a_suppressed_difference_plans_the_state() -> None:
    """Rule 1: the way to suppress a difference."""
    behaviour = Behaviour(suppressions={("note",): letter_case})
    same = _plan("edge_plain", {"note": "ABC"}, prior={"note": "abc"}, behaviour=behaviour)
    other = _plan("edge_plain", {"note": "ABD"}, prior={"note": "abc"}, behaviour=behaviour)
    assert (same["note"], other["note"]) == ("abc", "ABD")


@pytest.mark.parametrize(("old", "new"), [(False, None), (None, False), (0, None), ("", None)])
def test_unset_equals_zero_only_in_the_old_way(old: Any, new: Any) -> None:
    legacy = _plan("edge_legacy", {"on": new}, prior={"on": old}, behaviour=_LEGACY)
    strict = _plan("edge_legacy", {"on": new}, prior={"on": old})
    assert legacy["on"] is old
    assert strict["on"] is new


def test_a_default_that_is_off_is_no_change_after_an_import() -> None:
    behaviour = Behaviour(legacy=True, defaults={("on",): False, ("minutes",): 60})
    planned = _plan("edge_legacy", {}, prior={"id": "1"}, behaviour=behaviour)
    assert planned["on"] is None
    assert planned["minutes"] == 60


def test_a_block_of_the_platform_is_kept_where_the_table_says_so() -> None:
    extra = [{"value": "made"}]
    for behaviour in (
        Behaviour(legacy=True, computed_blocks=frozenset({("extra",)})),
        Behaviour(legacy=True, suppressions={("extra",): platform_value}),
    ):
        planned = _plan("edge_legacy", {}, prior={"extra": extra}, behaviour=behaviour)
        assert planned["extra"] == extra
    assert _plan("edge_legacy", {}, prior={"extra": extra}, behaviour=_LEGACY)["extra"] == []
