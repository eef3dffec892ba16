"""Facts about the security of a workspace, read from the data files beside this module."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, kw_only=True)
class ConfKey:
    """A key of the workspace-conf API."""

    kind: Literal["switch", "number", "text"]
    default: str | None
    """The value before anybody sets one. `None`: there is none."""

    least: int = 0
    most: int = 0

    def takes(self, value: str) -> bool:
        """Tell whether a value can be set."""
        if self.kind == "switch":
            return value in ("true", "false")
        if self.kind == "number":
            return value.isascii() and value.isdigit() and self.least <= int(value) <= self.most
        return True


@cache
def conf_keys() -> Mapping[str, ConfKey]:
    """Return the keys of the workspace-conf API."""
    return {name: ConfKey(**fields) for name, fields in _read("workspace_conf")["keys"].items()}


@cache
def setting_values(name: str) -> tuple[str, ...]:
    """Return the values that a setting takes: `compliance_standards`, `days`, `frequencies`."""
    return tuple(_read("setting_values")[name])


@cache
def system_schema_states() -> Mapping[str, str]:
    """Return the schemas of the system catalog, and their state before anybody enables one."""
    states: dict[str, str] = _read("system_schemas")["schemas"]
    return states


@cache
def _read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((_DATA / f"{name}.json").read_text())
    return document
