"""The provider's data files: schemas, and how attributes behave."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from modelstacks.sandbox.providers.plugin.behaviour import Behaviour, Suppression
from modelstacks.sandbox.providers.plugin.behaviour_facts import behaviour_from

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
    return behaviour_from(_behaviours()[type_name], legacy=True, suppressions=suppressions)
