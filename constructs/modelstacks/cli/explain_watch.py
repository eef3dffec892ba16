"""What `modelstacks explain` tells of how a family is watched, and who hears of it."""

from dataclasses import asdict
from typing import Any

from modelstacks.cli.output import print_table
from modelstacks.surroundings import WatchPlan


def print_watch(plan: WatchPlan | None) -> None:
    """Print what is watched; nothing when nobody looks."""
    if plan:
        print_table(
            "Watch",
            ("decision", "value", "because"),
            [(row.decision, row.value, row.because) for row in plan.reasons],
            wrapped=("value",),
        )


def as_json_watch(plan: WatchPlan | None) -> dict[str, Any]:
    """Return the same for machines."""
    return {"watch": asdict(plan) if plan else None}
