"""What a schema does not say about a resource type: how its values behave in a plan."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Names = tuple[str, ...]
"""Names on the way to an attribute, without list indexes and map keys."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One attribute's old and new value, as a suppression sees it."""

    old: Any
    new: Any
    """What is configured; null where it is not."""

    old_siblings: Mapping[str, Any]
    """The block the old value stands in."""

    new_siblings: Mapping[str, Any]
    """The block the new value stands in."""


Suppression = Callable[[Change], bool]
"""Tells that a difference between state and configuration is none."""


def platform_value(change: Change) -> bool:
    """Suppress what the platform filled in and nobody configured."""
    return change.new in (None, [])


def letter_case(change: Change) -> bool:
    """Suppress a difference in upper and lower case only."""
    same = isinstance(change.old, str) and isinstance(change.new, str)
    return same and change.old.casefold() == change.new.casefold()


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """How the values of one resource type behave."""

    legacy: bool = False
    """Whether it plans like an SDKv2 provider: empty equals unset, and blocks and defaults may
    differ from the configuration. Terraform is told (`legacy_type_system`)."""

    defaults: Mapping[Names, Any] = field(default_factory=dict)
    """Values of attributes that are not configured."""

    force_new: frozenset[Names] = frozenset()
    """What cannot be changed without replacing the object."""

    suppressions: Mapping[Names, Suppression] = field(default_factory=dict)
    """Differences that are none, by attribute or block."""

    computed_blocks: frozenset[Names] = frozenset()
    """Blocks that the platform fills in when they are not configured."""

    conflicts: Mapping[Names, tuple[str, ...]] = field(default_factory=dict)
    """Attributes that exclude others (top level names)."""

    at_least_one_of: tuple[tuple[str, ...], ...] = ()
    """Groups of which one has to be configured (top level names)."""
