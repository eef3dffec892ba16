"""Facts that settings are checked by: one JSON file per kind, each with its source and date."""

import json
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"


@cache
def aws_partitions() -> dict[str, list[str]]:
    """Return the regions by partition, the first word of an ARN after `arn:`."""
    return dict(_read("aws_regions")["partitions"])


@cache
def partition_of(region: str) -> str:
    """Return the partition of a region; empty for a region that is not known."""
    return next((name for name, regions in aws_partitions().items() if region in regions), "")


def kept_bucket_names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the beginnings and the ends of bucket names that AWS keeps for itself."""
    names = _read("bucket_names")
    return tuple(names["prefixes"]), tuple(names["suffixes"])


def kept_mount_names() -> tuple[str, ...]:
    """Return the names of folders in DBFS that Databricks fills itself."""
    return tuple(_read("mount_names")["names"])


def compliance_standards() -> tuple[str, ...]:
    """Return the standards of the compliance security profile, as configuration writes them."""
    return tuple(_read("compliance_standards")["standards"])


def system_schemas() -> tuple[str, ...]:
    """Return the system schemas that are switched on by hand."""
    return tuple(_read("system_schemas")["schemas"])


def watched_system_schemas() -> tuple[str, ...]:
    """Return the system schemas that `watch` reads and that are switched on by hand."""
    return tuple(_read("system_schemas")["watched"])


def refused_system_schemas() -> dict[str, str]:
    """Return the system schemas that nobody switches on, with the reason."""
    return dict(_read("system_schemas")["refused"])


@cache
def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((_DATA / f"{name}.json").read_text(encoding="utf-8"))
    return content
