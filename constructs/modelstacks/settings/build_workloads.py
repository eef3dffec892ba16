"""Turns checked sections of jobs and endpoints into settings."""

from collections.abc import Mapping
from typing import Any

from modelstacks.settings.jobs import Schedule
from modelstacks.settings.project import Serve, Throughput
from modelstacks.settings.serving import Challenger, Gateway, RateLimit, RateLimits

Written = Mapping[str, Any]


def with_schedule(value: Written) -> dict[str, Any]:
    """Return the keywords of a job's settings."""
    schedule = value.get("schedule")
    return {**value, "schedule": None if schedule is None else Schedule(**schedule)}


def build_serve(value: Written) -> Serve:
    """Return the settings of an endpoint."""
    band, challenger = value.get("throughput"), value.get("challenger")
    parts = {
        "throughput": None if band is None else Throughput(**band),
        "challenger": None if challenger is None else Challenger(**challenger),
        "environment": dict(sorted(value.get("environment", {}).items())),
        "gateway": _gateway(value.get("gateway", {})),
    }
    return Serve(**{**value, **parts})


def _gateway(value: Written) -> Gateway:
    limits = value.get("rate_limits", {})
    one: dict[str, Any] = {
        key: RateLimit(**limits[key]) for key in ("endpoint", "user") if key in limits
    }
    many: dict[str, Any] = {
        key: {name: RateLimit(**limit) for name, limit in sorted(limits.get(key, {}).items())}
        for key in ("groups", "service_principals")
    }
    return Gateway(**{**value, "rate_limits": RateLimits(**one, **many)})
