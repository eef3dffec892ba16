"""What happens to a resource, from the `actions` of its change; never from the text of a plan."""

from collections.abc import Sequence
from typing import Literal, get_args

ChangeClass = Literal[
    "destroy", "replace", "forget", "unknown", "update", "create", "import", "move", "read", "no-op"
]
CLASSES: tuple[ChangeClass, ...] = get_args(ChangeClass)
"""Every class, the one to look at first in front."""

Order = Literal["", "destroy first", "create first", "leave the old one"]
"""How a resource is replaced."""

_CLASSES: dict[tuple[str, ...], tuple[ChangeClass, Order]] = {
    ("no-op",): ("no-op", ""),
    ("create",): ("create", ""),
    ("read",): ("read", ""),
    ("update",): ("update", ""),
    ("delete",): ("destroy", ""),
    ("forget",): ("forget", ""),
    ("delete", "create"): ("replace", "destroy first"),
    ("create", "delete"): ("replace", "create first"),
    # Terraform writes the first, OpenTofu the second: the old object stays, out of the state.
    ("create", "forget"): ("replace", "leave the old one"),
    ("forget", "create"): ("replace", "leave the old one"),
    # What is opened for one run is in no state.
    ("open",): ("read", ""),
}

REASONS = {
    "replace_because_tainted": "it is tainted: its last creation failed half-way",
    "replace_because_cannot_update": "cannot be changed in place",
    "replace_by_request": "replacement was asked for with -replace",
    "replace_by_triggers": "something in its replace_triggered_by changes",
    "delete_because_no_resource_config": "no longer in the configuration",
    "delete_because_no_module": "its module is no longer in the configuration",
    "delete_because_wrong_repetition": "count or for_each was added or taken away",
    "delete_because_count_index": "count is now smaller",
    "delete_because_each_key": "its key is no longer in for_each",
    "delete_because_no_move_target": "it was moved to an address that does not exist",
    "read_because_config_unknown": "what it asks for is known after apply",
    "read_because_dependency_pending": "what it depends on changes",
    "read_because_check_nested": "a check reads it",
}
"""`action_reason` in words. New ones may come: those are shown as they are."""


def classify(
    actions: Sequence[str], *, is_import: bool, is_move: bool
) -> tuple[ChangeClass, Order]:
    """Return the class of a change, and the order of a replacement.

    An import or a move that changes nothing else is a `no-op` to Terraform, and a class here.
    """
    class_, order = _CLASSES.get(tuple(actions), _by_what_is_in(actions))
    if class_ == "no-op" and is_import:
        return "import", ""
    if class_ == "no-op" and is_move:
        return "move", ""
    return class_, order


def reason_in_words(class_: ChangeClass, reason: str) -> str:
    """Return why, for a person; empty when the change speaks for itself."""
    if class_ == "forget":
        # Terraform gives a forgotten resource the reason of a deleted one.
        return "taken out of the state; the object itself stays"
    return REASONS.get(reason, reason.replace("_", " "))


def _by_what_is_in(actions: Sequence[str]) -> tuple[ChangeClass, Order]:
    """Judge actions that are not known by the worst among them."""
    if "delete" in actions:
        return ("replace", "destroy first") if "create" in actions else ("destroy", "")
    return "unknown", ""
