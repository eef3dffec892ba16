"""Tells how a family is watched: by which query, at which limit, who hears of it, at what cost."""

from collections.abc import Iterator, Sequence

from modelstacks.settings.watch import NewWarehouse, Watch
from modelstacks.sizing.plans import Reason
from modelstacks.surroundings.watch_plans import (
    AlertPlan,
    DashboardPlan,
    LogsPlan,
    NotifyPlan,
)
from modelstacks.surroundings.watched import Watched

HOURS_OF_A_DAY = 24


def watch_reasons(
    watched: Watched,
    dashboard: DashboardPlan,
    alerts: Sequence[AlertPlan],
    notify: NotifyPlan,
    logs: LogsPlan | None,
) -> Iterator[Reason]:
    """Yield a reason for everything that is watched, and for what is not."""
    yield looks_reason(watched.settings, watched.naming.environment.name)
    shown = ", ".join(f"{query.name}.sql" for query in dashboard.queries)
    because = f"{shown}; it runs with the rights of whoever deploys it, and shows this family alone"
    yield Reason(decision="dashboard", value=dashboard.name, because=because)
    for alert in alerts:
        yield alert_reason(alert, notify)
    yield from _unwatched(watched)
    yield _logs(logs)


def looks_reason(settings: Watch, environment: str) -> Reason:
    """Return what looks, how often, and what that costs in minutes of a warehouse."""
    looks = -(-HOURS_OF_A_DAY // settings.every_hours)
    often = f"{looks} look{'' if looks == 1 else 's'} a day"
    warehouse = settings.warehouse
    if isinstance(warehouse, NewWarehouse):
        minutes = looks * warehouse.auto_stop_minutes
        kind = "serverless" if warehouse.serverless else "machines of your own"
        because = (
            f"{warehouse.size}, {kind}, made by foundation-stack; {often}, and each keeps it up "
            f"for {warehouse.auto_stop_minutes} idle minutes: at least {minutes} minutes a day, "
            "all families together"
        )
        return Reason(decision="warehouse", value=f"{environment}-watch", because=because)
    because = f"exists already, or the plan says so; {often} wake it, until it stops by itself"
    return Reason(decision="warehouse", value=f"{warehouse.name or warehouse.id}", because=because)


def alert_reason(alert: AlertPlan, notify: NotifyPlan) -> Reason:
    """Return what raises an alert, and who is told."""
    told = notify.told
    because = f"{alert.query.name}.sql: {alert.summary}; tells {told}"
    return Reason(decision="alert", value=alert.id, because=because)


def _unwatched(watched: Watched) -> Iterator[Reason]:
    limits = watched.settings.thresholds
    said = {
        "failed-jobs": (limits.failed_jobs, watched.has_jobs, "it has no jobs"),
        "idle-gpu": (
            limits.idle_gpu_usd,
            bool(watched.usd_per_hour),
            "it has no GPU clusters, or none with a known price",
        ),
        "endpoint-errors": (
            limits.endpoint_error_rate,
            bool(watched.endpoints),
            "it has no endpoints",
        ),
        "endpoint-latency": (
            limits.endpoint_p95_ms,
            bool(watched.inference_tables),
            "no endpoint records its requests, and system tables hold no duration",
        ),
    }
    for name, (limit, is_there, why) in said.items():
        if limit is None:
            why_not = "switched off in `watch.thresholds`"
        elif not is_there:
            why_not = why
        else:
            continue
        yield Reason(decision="no alert", value=name, because=why_not)
    if watched.has_uncounted:
        because = "an endpoint without `gateway.usage_tracking` counts no request in system tables"
        yield Reason(decision="no alert", value="some endpoints", because=because)


def _logs(logs: LogsPlan | None) -> Reason:
    if logs is None:
        because = "clusters and jobs keep their logs as long as they live"
        return Reason(decision="logs", value="not kept", because=because)
    where = "a volume of the family" if logs.kind == "volume" else "the family's bucket, encrypted"
    because = f"{where}: every 5 minutes, and at the end of a cluster"
    return Reason(decision="logs", value=logs.folder, because=because)
