"""What `modelstacks explain` tells of what surrounds a family's clusters."""

from dataclasses import asdict
from typing import Any

from modelstacks.cli.output import print_table
from modelstacks.surroundings import Surroundings


def print_around(plan: Surroundings) -> None:
    """Print the decisions, and what is encrypted by which key."""
    print_table(
        "Around the models",
        ("decision", "value", "because"),
        [(row.decision, row.value, row.because) for row in plan.reasons],
        wrapped=("value",),
    )
    print_table(
        "Encryption",
        ("what", "how", "key", "because"),
        [(row.what, row.how, row.key, row.because) for row in plan.protections],
        wrapped=("key",),
    )


def as_json_around(plan: Surroundings) -> dict[str, Any]:
    """Return the same for machines."""
    decided = asdict(plan)
    return {
        "surroundings": {
            name: decided[name]
            for name in ("bucket", "key", "role", "external", "mounts", "mount_cluster", "peerings")
        }
        | {"reasons": decided["reasons"]},
        "encryption": decided["protections"],
    }
