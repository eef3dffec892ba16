"""The provider's data files: schemas, and how attributes behave."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from modelstacks.sandbox.providers.aws.documents import same_document
from modelstacks.sandbox.providers.plugin.behaviour import Behaviour, Suppression
from modelstacks.sandbox.providers.plugin.behaviour_facts import behaviour_from

VERSION = "6.25.0"
_DATA = Path(__file__).parent / "data"
_NO_SUPPRESSIONS: Mapping[str, Suppression] = {}


@cache
def schema_document() -> dict[str, Any]:
    """Return the schemas in the form of `terraform providers schema -json`."""
    document: dict[str, Any] = json.loads((_DATA / f"schema-{VERSION}.json").read_bytes())
    return document


def encoded_schemas() -> bytes:
    """Return the same schemas as the message that Terraform is sent."""
    return (_DATA / f"schema-{VERSION}.binpb").read_bytes()


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((_DATA / f"behaviour-{VERSION}.json").read_bytes())
    return document


def attributes(type_name: str) -> Mapping[str, Mapping[str, Any]]:
    """Return what is known of a type's attributes, by dotted path."""
    found: Mapping[str, Mapping[str, Any]] = _document()["resources"][type_name]
    return found


def behaviour(
    type_name: str, *, suppressions: Mapping[str, Suppression] = _NO_SUPPRESSIONS
) -> Behaviour:
    """Return how a type's attributes behave; JSON documents are compared by meaning."""
    facts = attributes(type_name)
    documents = {path: same_document for path, item in facts.items() if item.get("json")}
    return behaviour_from(
        facts,
        legacy=type_name not in _document()["framework"],
        suppressions={**documents, **suppressions},
    )
