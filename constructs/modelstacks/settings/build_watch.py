"""Turns the checked `watch` sections into settings. What is not written defaults."""

from collections.abc import Mapping
from typing import Any

from modelstacks.settings.build_surroundings import frozen
from modelstacks.settings.watch import (
    Budget,
    FamilyWatch,
    FoundWarehouse,
    NewWarehouse,
    Notify,
    Thresholds,
    Watch,
)

Written = Mapping[str, Any]


def build_watch(value: Written) -> Watch:
    """Return how an environment is watched."""
    warehouse = value["warehouse"]
    own = warehouse.get("create")
    said: dict[str, Any] = {
        name: value[name] for name in ("logs", "every_hours") if name in value
    } | _common(value)
    return Watch(
        warehouse=FoundWarehouse(**warehouse) if own is None else NewWarehouse(**own),
        thresholds=Thresholds(**_limits(value)),
        **said,
    )


def build_family_watch(value: Written | None) -> FamilyWatch:
    """Return what a family says itself; `None` switches its watch off."""
    if value is None:
        return FamilyWatch(is_off=True)
    logs = {"logs": value["logs"]} if "logs" in value else {}
    return FamilyWatch(thresholds=_limits(value), **logs, **_common(value))


def _common(value: Written) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if "notify" in value:
        said["notify"] = Notify(**frozen(value["notify"]))
    if "budget" in value:
        said["budget"] = Budget(**frozen(value["budget"]))
    return said


def _limits(value: Written) -> dict[str, Any]:
    limits: Written = value.get("thresholds", {})
    return {name: None if limit is False else limit for name, limit in limits.items()}
