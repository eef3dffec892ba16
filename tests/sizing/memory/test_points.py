"""Every published figure is met within 15 %, or a remark says why it tells nothing about need."""

import json

import pytest
from sizing.memory.accuracy import CLOSE, FIGURES, POINTS, TRAPS, Row, rows
from sizing.memory.page import PAGE, page

ROWS = rows()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.point}-{row.published:g}")
def test_a_published_figure_is_met(row: Row) -> None:
    assert row.trap or abs(row.error) <= CLOSE


def test_a_remark_is_only_where_it_is_needed() -> None:
    needed = {row.point for row in ROWS if abs(row.error) > CLOSE}
    assert {point for point, _ in TRAPS} == needed


def test_every_point_has_a_figure() -> None:
    points = [row["id"] for row in json.loads(POINTS.read_text(encoding="utf-8"))["rows"]]
    assert sorted(points) == sorted(FIGURES)


def test_identities_hold_to_the_published_digits() -> None:
    exact = {"S03", "S04", "S07", "S08", "S09", "S10", "S26"}
    assert all(abs(row.error) <= 1 for row in ROWS if row.point in exact)


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "make it again: PYTHONPATH=tests python -m sizing.memory.page"
    )
