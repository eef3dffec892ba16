"""A rule that is never negotiable, and a breach of it."""

import json
from collections.abc import Mapping
from dataclasses import field
from functools import cache
from pathlib import Path
from typing import Any

from modelstacks.frozen import frozen

DATA = Path(__file__).with_name("rules.json")


@frozen
class HardwareRule:
    """What must hold, and why."""

    id: str
    rule: str
    reason: str
    source: str
    as_of: str
    values: Mapping[str, Any] = field(default_factory=dict)
    """Names and limits that the rule goes by."""


@frozen
class Broken:
    """A rule that a choice breaks: `T4 has no bf16 (bf16-from-ampere)`."""

    rule: str
    """Id of the rule."""

    found: str

    def __str__(self) -> str:
        return f"{self.found} ({self.rule})"


@cache
def hardware_rules() -> Mapping[str, HardwareRule]:
    """Return every rule by its id."""
    rows = json.loads(DATA.read_text(encoding="utf-8"))["rows"]
    return {row["id"]: HardwareRule(**row) for row in rows}


def rule(rule_id: str) -> HardwareRule:
    """Return a rule by its id."""
    return hardware_rules()[rule_id]
