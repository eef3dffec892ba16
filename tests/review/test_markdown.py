"""The comment: what is in it, in which order, and that it fits."""

import pytest
from support.large_plan import large_plan
from support.reviews import (
    NAMES,
    changed,
    check_markdown,
    document,
    in_every_format,
    kept,
    review_of,
)

from modelstacks.review.render.limit import LIMITS, Limit, TooLongError
from modelstacks.review.render.markdown import CUT, Context, markdown
from modelstacks.review.review import Section, with_sections


@pytest.mark.parametrize("name", NAMES)
def test_real_plans_are_whole_markdown(name: str) -> None:
    for format_ in ("markdown", "bitbucket", "summary"):
        check_markdown(in_every_format(review_of(name))[format_])


def test_the_first_line_says_what_and_how_bad() -> None:
    first = markdown(review_of("machines")).splitlines()[0]

    assert first == "## 🛑 machines · local: 8 destroy, 6 update, 8 create, 3 outputs"


def test_dangers_stand_before_everything_else() -> None:
    told = markdown(review_of("machines"))

    warning = told.index("3 changes can lose data or history, or stop a service.")
    lost = told.index("all versions and aliases are lost")
    assert warning < lost < told.index("**create 8**") < told.index("<details>")


def test_what_machines_mean_is_told() -> None:
    told = markdown(review_of("machines"))

    assert "t5-base fine-tune: g5.xlarge × 3 → g6e.xlarge × 2, \\$" in told  # noqa: RUF001


def test_a_cascade_is_told_once_at_its_root() -> None:
    rows = [
        line for line in markdown(review_of("every_class")).splitlines() if "edge_force" in line
    ]

    (root,) = (line for line in rows if line.startswith("|") and "`module.net" in line)
    assert "2 more follow from it" in root


def test_several_plans_begin_with_a_table_and_name_what_is_still() -> None:
    told = markdown(review_of("every_class", "no_changes", "destroy"))

    assert told.startswith("## 🟠 3 plans, 2 with changes")
    assert "✅ no changes: `no_changes`" in told
    assert "### 🟠 destroy: 1 destroy, 1 output" in told
    check_markdown(told)


def test_no_change_is_one_line() -> None:
    told = markdown(review_of("no_changes"))

    assert told.startswith("## ✅ no\\_changes: no changes\n")
    assert len(told.splitlines()) < 5


def test_a_section_is_told_below() -> None:
    section = Section(
        title="Guardrails",
        summary="1 rule is broken",
        status="bad",
        columns=("rule", "where"),
        rows=(("DBX-1", "a.b"),),
    )

    review = with_sections(review_of("no_changes"), [section])

    assert "❌ 1 rule is broken\n\n| rule | where |" in markdown(review)
    assert review.found_something


def test_rows_as_wide_as_the_table() -> None:
    with pytest.raises(ValueError, match="2 cells"):
        Section(title="x", summary="x", columns=("a", "b"), rows=(("1",),))


@pytest.mark.parametrize("service", LIMITS)
@pytest.mark.parametrize("resources", [50, 700])
def test_every_service_gets_what_fits(service: str, resources: int) -> None:
    limit = LIMITS[service]

    told = markdown(review_of(large_plan(resources)), limit=limit)

    assert len(told.encode()) <= limit.bytes
    assert len(told.encode("utf-16-le")) // 2 <= limit.characters
    check_markdown(told)


@pytest.mark.parametrize("characters", [60_000, 30_000, 12_000, 6_000, 3_000, 1_500])
def test_less_room_means_less_detail_but_never_a_broken_page(characters: int) -> None:
    review = review_of("machines", large_plan(120), "every_class")
    limit = Limit(characters=characters, bytes=characters * 3)

    told = markdown(review, limit=limit, context=Context(link="https://example.com/all"))

    assert len(told) <= characters
    assert CUT in told
    assert "[All of it](https://example.com/all)" in told
    assert "8 destroy" in told
    check_markdown(told)


def test_bytes_count_too() -> None:
    rows = [changed(f"a.b{at}", None, {"n": "字" * 100}, ("create",)) for at in range(300)]
    limit = Limit(characters=100_000, bytes=60_000)

    assert len(markdown(review_of(document(*rows)), limit=limit).encode()) <= limit.bytes


def test_hundreds_of_stacks_fit_into_a_comment() -> None:
    review = review_of(*(kept("every_class") for _ in range(40)), *(["no_changes"] * 200))

    told = markdown(review)

    assert len(told) < 65_536
    check_markdown(told)


def test_no_room_at_all_is_an_error() -> None:
    with pytest.raises(TooLongError):
        markdown(review_of("machines"), limit=Limit(characters=10, bytes=10))
