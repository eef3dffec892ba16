"""Databricks' own accounts and roles on AWS, which a customer's roles and buckets trust."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "data" / "databricks_aws-1.99.0.json"


@dataclass(frozen=True, kw_only=True)
class DatabricksAws:
    """Databricks in one AWS partition."""

    namespace: str
    """Second part of the ARNs there."""

    account: str
    """Databricks' account, 12 digits."""

    log_delivery_role: str
    unity_catalog_role: str
    """Assumes the roles of storage credentials."""


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(_FILE.read_bytes())
    return document


@cache
def partitions() -> dict[str, DatabricksAws]:
    """Return the partitions by the name that the Terraform provider gives them."""
    return {name: DatabricksAws(**facts) for name, facts in _document()["partitions"].items()}


def actions(name: str) -> list[str]:
    """Return the actions that a statement of Databricks' policies allows, in its order."""
    found: list[str] = _document()["actions"][name]
    return found
