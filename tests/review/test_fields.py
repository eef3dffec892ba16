"""Which values differ, and how they are told."""

from typing import Any

import pytest
from support.reviews import changed, document, plan_of

from modelstacks.review.fields import MOST_CHARACTERS, MOST_FIELDS, UNKNOWN
from modelstacks.review.plan import FieldChange


def fields(before: Any, after: Any, **parts: Any) -> dict[str, FieldChange]:
    (change,) = plan_of(document(changed("a.b", before, after, **parts))).changes
    return {field.path: field for field in change.fields}


def told(before: Any, after: Any, **parts: Any) -> dict[str, tuple[str | None, str | None]]:
    return {path: (one.before, one.after) for path, one in fields(before, after, **parts).items()}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": 1}, {"a": 2}, {"a": ("1", "2")}),
        ({"a": True}, {"a": 1}, {"a": ("true", "1")}),
        ({"a": None}, {"a": "x"}, {"a": (None, "x")}),
        ({"a": "x"}, {}, {"a": ("x", None)}),
        ({"a": ""}, {"a": "x"}, {"a": ('""', "x")}),
        ({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}}, {"a.c": (None, "2")}),
        ({"a": {"b": 1}}, {"a": "x"}, {"a": ('{"b": 1}', "x")}),
        ({"a": [1, 2]}, {"a": [0, 1, 2]}, {"a[0]": (None, "0")}),
        ({"a": [{"p": 1}, {"p": 2}]}, {"a": [{"p": 2}]}, {"a[0].p": ("1", None)}),
        ({"a": [{"p": 1}]}, {"a": [{"p": 3}]}, {"a[0].p": ("1", "3")}),
        ({"a": '{"x":1}'}, {"a": '{"x": 2}'}, {"a{}.x": ("1", "2")}),
        ({"a": '{"x":1}'}, {"a": '{"x": 1}'}, {}),
        ({"a": 1, "b": [1], "c": {"d": None}}, {"a": 1, "b": [1], "c": None}, {}),
    ],
)
def test_only_leaves_that_differ_are_told(before: Any, after: Any, expected: Any) -> None:
    assert told(before, after) == expected


def test_what_is_known_after_apply_is_not_removed() -> None:
    found = told(
        {"a": 1, "b": [{"c": 2}]}, {"b": [{}]}, after_unknown={"a": True, "b": [{"c": True}]}
    )

    assert found == {"a": ("1", UNKNOWN), "b[0].c": ("2", UNKNOWN)}


def test_a_sensitive_value_shows_that_it_changes_and_nothing_else() -> None:
    found = fields(
        {"a": "x"}, {"a": "y"}, before_sensitive={"a": True}, after_sensitive={"a": True}
    )

    assert found["a"].is_sensitive
    assert (found["a"].before, found["a"].after) == ("(sensitive)", "(sensitive)")


def test_marks_that_do_not_fit_hide_all() -> None:
    # a set of blocks loses its marks
    found = told({"a": ["x"]}, {"a": ["y", "z"]}, after_sensitive={"a": [True]})

    assert all(after not in ("y", "z") for _, after in found.values())


def test_texts_of_several_lines_are_compared_by_line() -> None:
    found = fields({"a": "one\ntwo\nthree"}, {"a": "one\n2\nthree"})

    assert found["a"].lines == (" one", "-two", "+2", " three")


def test_long_values_are_cut_around_their_difference() -> None:
    same = "s" * 1000
    before, after = told({"a": f"{same}old"}, {"a": f"{same}new"})["a"]

    assert before is not None
    assert before.startswith("…")
    assert before.endswith("old")
    assert after is not None
    assert len(after) < MOST_CHARACTERS


def test_many_fields_are_counted() -> None:
    values = {f"f{at}": at for at in range(MOST_FIELDS + 7)}

    (change,) = plan_of(document(changed("a.b", None, values, ("create",)))).changes

    assert len(change.fields) == MOST_FIELDS
    assert change.more_fields == 7


def test_what_forces_replacement_comes_first() -> None:
    row = changed(
        *("a.b", {"a": 1, "z": {"y": 1}}, {"a": 2, "z": {"y": 2}}),
        ("delete", "create"),
        replace_paths=[["z", "y"]],
    )

    (change,) = plan_of(document(row)).changes

    assert [field.path for field in change.fields] == ["z.y", "a"]
    assert [field.forces_replacement for field in change.fields] == [True, False]
