"""The window in which clusters are updated comes as often as training allows."""

import pytest
from support.foundation import planned, secured, told, training

from modelstacks.settings.security import AutomaticUpdate, Frequency
from modelstacks.surroundings import FoundationPlan


def plan_with(*most_hours: float, frequency: Frequency | None = None) -> FoundationPlan:
    update = AutomaticUpdate(day="sunday", hour=3, frequency=frequency)
    return planned(secured(automatic_update=update), training(*most_hours))


@pytest.mark.parametrize(
    ("longest", "frequency"),
    [(1.0, "every-week"), (168.0, "every-week"), (168.1, "first-of-month")],
)
def test_monthly_only_where_a_week_is_too_short(longest: float, frequency: str) -> None:
    plan = plan_with(0.5, longest)

    assert plan.automatic_update is not None
    assert plan.automatic_update.frequency == frequency


def test_the_longest_training_is_told_with_its_latest_start() -> None:
    reasons = told(plan_with(3.0, 40.0), "automatic_update")

    assert reasons.startswith("automatic_update = every sunday, 03:00 UTC")
    assert "the longest of 2 planned, model-1, takes up to 40.0 h of the 168 h" in reasons
    assert "start it up to 128 h after one" in reasons
    assert "ends training" not in reasons


def test_training_that_no_start_keeps_out_of_the_window() -> None:
    plan = plan_with(700.0, 200.0, 10.0, frequency="every-week")

    warnings = [row for row in plan.reasons if row.value == "ends training"]
    assert [row.because.split()[0] for row in warnings] == ["model-0", "model-1"]
    assert "200.0 h, more than the 168 h between two windows" in warnings[1].because


def test_what_is_said_holds() -> None:
    plan = plan_with(1.0, frequency="third-of-month")

    assert "third sunday of a month, 03:00 UTC" in told(plan, "automatic_update")


def test_nothing_trains() -> None:
    assert "no training is planned" in told(plan_with(), "automatic_update")
