"""Decides the window in which clusters are updated, by what trains between two of them."""

from collections.abc import Iterator, Sequence

from modelstacks.frozen import frozen
from modelstacks.settings.security import AutomaticUpdate, Frequency
from modelstacks.sizing.plans import FamilyPlan, Reason
from modelstacks.surroundings.foundation_plans import UpdatePlan

HOURS_OF_A_WEEK = 7 * 24
HOURS_OF_A_MONTH = 4 * HOURS_OF_A_WEEK
"""The least between the same weekday of two months, such as the first Sundays."""

MONTHLY: Frequency = "first-of-month"


@frozen
class Training:
    """A training job that is planned."""

    model: str
    most_hours: float
    """The upper end of what it is expected to take."""


def planned_training(families: Sequence[FamilyPlan]) -> tuple[Training, ...]:
    """Return the training jobs of all families, the longest first."""
    found = [
        Training(model=model.model.name, most_hours=model.fine_tune.hours[2])
        for family in families
        for model in family.models
        if model.fine_tune and model.fine_tune.hours
    ]
    return tuple(sorted(found, key=lambda one: (-one.most_hours, one.model)))


def plan_update(settings: AutomaticUpdate, training: Sequence[Training]) -> UpdatePlan:
    """Return the window; one whose frequency is left open comes as often as training allows."""
    longest = max((one.most_hours for one in training), default=0.0)
    suitable: Frequency = "every-week" if longest <= HOURS_OF_A_WEEK else MONTHLY
    return UpdatePlan(
        day=settings.day, hour=settings.hour, frequency=settings.frequency or suitable
    )


def update_reasons(plan: UpdatePlan, training: Sequence[Training]) -> Iterator[Reason]:
    """Yield what the window does to training, and which jobs no start keeps out of it."""
    between = _hours_between(plan.frequency)
    longest = next(iter(training), None)
    because = "running clusters are restarted then to update them, and what trains on one ends"
    if longest is None:
        because += "; no training is planned"
    elif longest.most_hours <= between:
        because += (
            f"; the longest of {len(training)} planned, {longest.model}, takes up to "
            f"{longest.most_hours:.1f} h of the {between} h between two windows: start it up to "
            f"{between - longest.most_hours:.0f} h after one"
        )
    yield Reason(decision="automatic_update", value=_when(plan), because=because)
    for one in training:
        if one.most_hours > between:
            yield Reason(
                decision="automatic_update",
                value="ends training",
                because=f"{one.model} takes up to {one.most_hours:.1f} h, more than the {between} "
                "h between two windows: a restart meets it whenever it starts; resume it from a "
                "checkpoint, or choose a rarer frequency",
            )


def _hours_between(frequency: Frequency) -> int:
    return HOURS_OF_A_WEEK if frequency == "every-week" else HOURS_OF_A_MONTH


def _when(plan: UpdatePlan) -> str:
    often = plan.frequency.replace("-", " ").replace("of month", f"{plan.day} of a month")
    if plan.frequency == "every-week":
        often = f"every {plan.day}"
    return f"{often}, {plan.hour:02}:00 UTC"
