"""Decides how a family is watched: which queries look, at which limits, and who is told."""

from collections.abc import Iterator, Sequence

from modelstacks.catalog import Catalog, load_catalog
from modelstacks.naming import Naming
from modelstacks.settings.project import Environment
from modelstacks.settings.watch import NewWarehouse, Notify, Watch, merged
from modelstacks.sizing.plans import ClusterPlan, FamilyPlan
from modelstacks.sizing.pricing import node_price
from modelstacks.sizing.rules import load_rules
from modelstacks.surroundings.watch_plans import (
    LOGS,
    AlertPlan,
    DashboardPlan,
    LogsPlan,
    NotifyPlan,
    QueryPlan,
    Values,
    WarehousePlan,
    WatchPlan,
)
from modelstacks.surroundings.watch_reasons import watch_reasons
from modelstacks.surroundings.watched import Watched

HOURS_OF_A_DAY = 24
ONCE_A_DAY = "0 0 0 * * ?"
SHOWN_DAYS = 30
FOLDER = "/modelstacks"
"""Workspace folder of what is watched: in the root, where only admins make folders. What lies in
`/Shared` everybody may change, and a query runs as whoever deployed it."""


def plan_watch(plan: FamilyPlan, catalog: Catalog | None = None) -> WatchPlan | None:
    """Return how the family is watched, or `None` when nobody looks.

    The settings were checked before.
    """
    environment, family = plan.environment, plan.family
    settings = merged(environment.watch, family.watch) if environment.watch else None
    if settings is None:
        return None
    watched = _watched(plan, settings, catalog or load_catalog())
    alerts = tuple(_alerts(watched))
    queries = tuple(_shown(watched))
    kind = settings.logs
    naming = watched.naming
    notify = plan_notify(settings.notify, naming.family_name("watch"))
    dashboard = DashboardPlan(name=naming.family_name("watch"), queries=queries)
    logs = None if kind == "none" else LogsPlan(kind=kind, folder=LOGS[kind])
    return WatchPlan(
        folder=f"{FOLDER}/{environment.name}/{family.name}",
        warehouse=plan_warehouse(settings, environment),
        notify=notify,
        dashboard=dashboard,
        alerts=alerts,
        logs=logs,
        reasons=tuple(watch_reasons(watched, dashboard, alerts, notify, logs)),
    )


def plan_warehouse(settings: Watch, environment: Environment) -> WarehousePlan:
    """Return how the warehouse is found."""
    if isinstance(settings.warehouse, NewWarehouse):
        return WarehousePlan(name=warehouse_name(environment))
    return WarehousePlan(id=settings.warehouse.id, name=settings.warehouse.name)


def warehouse_name(environment: Environment) -> str:
    """Return the name of the warehouse that is made for all."""
    return f"{environment.name}-watch"


def plan_notify(settings: Notify, name: str) -> NotifyPlan:
    """Return who is told; `name` is given to the destination of the e-mail addresses."""
    ids = tuple(one for one in settings.destinations if _is_id(one))
    return NotifyPlan(
        name=name,
        emails=settings.emails,
        ids=ids,
        names=tuple(one for one in settings.destinations if one not in ids),
    )


def spend_alerts(
    query: QueryPlan, levels: Sequence[int], name: str, usd: float
) -> Iterator[AlertPlan]:
    """Yield an alert for every level of a budget."""
    for level in levels:
        yield AlertPlan(
            id=f"spend-{level}",
            name=f"{name}-{level}",
            query=query,
            column="percent_of_budget",
            threshold=level,
            schedule=ONCE_A_DAY,
            summary=f"{level} % of ${usd:,.0f} is spent this month",
        )


def _is_id(destination: str) -> bool:
    parts = destination.split("-")
    digits = set("0123456789abcdefABCDEF")
    return [len(part) for part in parts] == [8, 4, 4, 4, 12] and set("".join(parts)) <= digits


def _watched(plan: FamilyPlan, settings: Watch, catalog: Catalog) -> Watched:
    naming = Naming(environment=plan.environment, family=plan.family)
    served = [
        (naming.model_name(model.model.name, "endpoint"), model.model.name, model.serve.gateway)
        for model in plan.models
        if model.serve
    ]
    jobs = [job for model in plan.models for job in (model.fine_tune, model.batch_inference) if job]
    shared = [model.interactive for model in plan.models if model.interactive]
    return Watched(
        settings=settings,
        naming=naming,
        endpoints=tuple(name for name, _, gateway in served if gateway.usage_tracking),
        has_uncounted=any(not gateway.usage_tracking for _, _, gateway in served),
        inference_tables={
            name: _inference_table(naming, model)
            for name, model, gateway in served
            if gateway.inference_table
        },
        has_jobs=bool(jobs),
        usd_per_hour=_prices([*shared, *jobs], plan.environment, catalog),
    )


def _inference_table(naming: Naming, model: str) -> str:
    """Return the table that the endpoint's gateway writes: its prefix, then `_payload`."""
    table = f"{naming.catalog_object(model)}_payload"
    return f"`{naming.environment.catalog}`.`{naming.family.schema}`.`{table}`"


def _prices(
    clusters: Sequence[ClusterPlan], environment: Environment, catalog: Catalog
) -> dict[str, float]:
    """Return what a node of each type costs in an hour: the most that it may be."""
    prices: dict[str, float] = {}
    nodes = {node.name: node for node in catalog.node_types(environment.cloud)}
    for cluster in clusters:
        kind = "all_purpose" if cluster.workload == "interactive" else "jobs"
        node = nodes.get(cluster.node_type)
        price = node_price(node, catalog, load_rules(), kind) if node else None
        if price:
            known = prices.get(cluster.node_type, 0)
            prices[cluster.node_type] = max(known, round(price.high_usd_per_hour, 2))
    return dict(sorted(prices.items()))


def _alerts(watched: Watched) -> Iterator[AlertPlan]:
    settings, limits = watched.settings, watched.settings.thresholds
    every = settings.every_hours
    often = f"0 0 0/{every} * * ?" if every < HOURS_OF_A_DAY else ONCE_A_DAY
    if watched.has_jobs and limits.failed_jobs is not None:
        yield AlertPlan(
            id="failed-jobs",
            name=watched.naming.family_name("failed-jobs"),
            query=QueryPlan(name="failed_jobs", parameters=(watched.tags,)),
            column="failed_runs",
            threshold=limits.failed_jobs,
            schedule=often,
            summary=f"{limits.failed_jobs:g} or more runs of jobs failed in a day",
        )
    if watched.usd_per_hour and limits.idle_gpu_usd is not None:
        yield AlertPlan(
            id="idle-gpu",
            name=watched.naming.family_name("idle-gpu"),
            query=QueryPlan(name="idle_gpu_cost", parameters=(_idle(watched),)),
            column="idle_usd",
            threshold=limits.idle_gpu_usd,
            schedule=ONCE_A_DAY,
            summary=f"idle GPU nodes cost ${limits.idle_gpu_usd:g} or more in a day",
        )
    yield from _endpoint_alerts(watched, often)
    if settings.budget:
        usd = settings.budget.monthly_usd
        spent: Values = {**watched.tags, "monthly_usd": usd}
        query = QueryPlan(name="family_spend", parameters=(spent,))
        name = watched.naming.family_name("spend")
        yield from spend_alerts(query, settings.budget.alert_at, name, usd)


def _idle(watched: Watched) -> Values:
    percent = watched.settings.thresholds.idle_cpu_percent
    usd = watched.usd_per_hour
    return {**watched.tags, "idle_cpu_percent": percent, "usd_per_hour": usd}


def _endpoint_alerts(watched: Watched, often: str) -> Iterator[AlertPlan]:
    limits = watched.settings.thresholds
    least = limits.least_requests
    if watched.endpoints and limits.endpoint_error_rate is not None:
        said: Values = {"endpoints": watched.endpoints, "least_requests": least}
        yield AlertPlan(
            id="endpoint-errors",
            name=watched.naming.family_name("endpoint-errors"),
            query=QueryPlan(name="endpoint_error_rate", parameters=(said,)),
            column="error_rate",
            threshold=limits.endpoint_error_rate,
            schedule=often,
            summary=f"{limits.endpoint_error_rate:.1%} or more of an endpoint's requests failed",
        )
    if watched.inference_tables and limits.endpoint_p95_ms is not None:
        each: list[Values] = [
            {"endpoint": name, "inference_table": table, "least_requests": least}
            for name, table in watched.inference_tables.items()
        ]
        yield AlertPlan(
            id="endpoint-latency",
            name=watched.naming.family_name("endpoint-latency"),
            query=QueryPlan(name="endpoint_p95", parameters=tuple(each)),
            column="p95_ms",
            threshold=limits.endpoint_p95_ms,
            schedule=often,
            summary=f"1 of 20 requests of an endpoint took {limits.endpoint_p95_ms:g} ms or more",
        )


def _shown(watched: Watched) -> Iterator[QueryPlan]:
    """Yield what the dashboard shows: only what has rows some day."""
    tagged: Values = {**watched.tags, "days": SHOWN_DAYS}
    yield QueryPlan(name="cost_by_model", parameters=(tagged,))
    if watched.usd_per_hour:
        yield QueryPlan(name="gpu_node_use", parameters=(tagged,))
    if watched.has_jobs:
        yield QueryPlan(name="job_runs", parameters=(tagged,))
    if watched.endpoints:
        said: Values = {"endpoints": watched.endpoints, "days": SHOWN_DAYS}
        yield QueryPlan(name="endpoint_requests", parameters=(said,))
    if watched.inference_tables:
        each: list[Values] = [
            {"endpoint": name, "inference_table": table, "days": SHOWN_DAYS}
            for name, table in watched.inference_tables.items()
        ]
        yield QueryPlan(name="endpoint_latency", parameters=tuple(each))
