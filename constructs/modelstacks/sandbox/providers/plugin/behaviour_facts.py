"""The behaviour of a resource type, out of a data file."""

from collections.abc import Mapping
from typing import Any

from modelstacks.sandbox.providers.plugin.behaviour import (
    Behaviour,
    Names,
    Suppression,
    platform_value,
)

_NO_SUPPRESSIONS: Mapping[str, Suppression] = {}


def behaviour_from(
    facts: Mapping[str, Mapping[str, Any]],
    *,
    legacy: bool,
    suppressions: Mapping[str, Suppression] = _NO_SUPPRESSIONS,
) -> Behaviour:
    """Return the behaviour that `facts` describes: facts by dotted path of an attribute.

    Where a fact says that a difference is suppressed, `suppressions` says how; what it does not
    name is the common one, a value that only the platform filled in.
    """
    paths: dict[Names, Mapping[str, Any]] = {
        tuple(path.split(".")): item for path, item in facts.items()
    }
    return Behaviour(
        legacy=legacy,
        defaults={path: item["default"] for path, item in paths.items() if "default" in item},
        force_new=frozenset(path for path, item in paths.items() if item.get("force_new")),
        suppressions={
            path: suppressions.get(".".join(path), platform_value)
            for path, item in paths.items()
            if item.get("suppressed") or ".".join(path) in suppressions
        },
        computed_blocks=frozenset(
            path for path, item in paths.items() if item.get("computed_block")
        ),
        conflicts={
            path: tuple(item["conflicts_with"])
            for path, item in paths.items()
            if "conflicts_with" in item
        },
        at_least_one_of=tuple(
            sorted(
                {
                    tuple(sorted(item["at_least_one_of"]))
                    for item in paths.values()
                    if "at_least_one_of" in item
                }
            )
        ),
    )
