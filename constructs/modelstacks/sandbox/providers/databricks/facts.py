"""The provider's data files: schemas, and how attributes behave."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from modelstacks.sandbox.providers.plugin.behaviour import (
    Behaviour,
    Names,
    Suppression,
    platform_value,
)

VERSION = "1.99.0"
_DATA = Path(__file__).parent / "data"
_NO_SUPPRESSIONS: Mapping[str, Suppression] = {}


@cache
def schema_document() -> dict[str, Any]:
    """Return the schemas in the form of `terraform providers schema -json`."""
    document: dict[str, Any] = json.loads((_DATA / f"schema-{VERSION}.json").read_bytes())
    return document


def encoded_schemas() -> bytes:
    """Return the same schemas as the message that Terraform is sent: building it takes a while."""
    return (_DATA / f"schema-{VERSION}.binpb").read_bytes()


@cache
def _behaviours() -> dict[str, dict[str, dict[str, Any]]]:
    document = json.loads((_DATA / f"behaviour-{VERSION}.json").read_bytes())
    found: dict[str, dict[str, dict[str, Any]]] = document["resources"]
    return found


def behaviour(
    type_name: str, *, suppressions: Mapping[str, Suppression] = _NO_SUPPRESSIONS
) -> Behaviour:
    """Return how a type's attributes behave.

    Where the official provider suppresses a difference, `suppressions` says which; what it does not
    name is the common one, a value that only the platform filled in.
    """
    facts = _behaviours()[type_name]
    paths: dict[Names, dict[str, Any]] = {
        tuple(path.split(".")): item for path, item in facts.items()
    }
    return Behaviour(
        legacy=True,
        defaults={path: item["default"] for path, item in paths.items() if "default" in item},
        force_new=frozenset(path for path, item in paths.items() if item.get("force_new")),
        suppressions={
            path: suppressions.get(".".join(path), platform_value)
            for path, item in paths.items()
            if item.get("suppressed")
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
