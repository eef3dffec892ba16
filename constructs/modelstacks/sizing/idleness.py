"""Tells of everything that is paid by the hour: what scales, what may be interrupted, what stops.

What is refused stands in `settings/idleness.py`, and the rules of clusters in `hardware`.
"""

from collections.abc import Iterator

from modelstacks.frozen import frozen
from modelstacks.settings.project import Throughput
from modelstacks.sizing.plans import ClusterPlan, FamilyPlan, GpuWorkload, ModelPlan, ServingPlan


@frozen
class Idleness:
    """How one thing behaves between full load and none."""

    model: str
    workload: str
    scales: str
    """Between which bounds, and on which signal."""

    interrupted: str
    """Whether the cloud may take its nodes, and how it survives that."""

    stops: str
    """When it ends by itself."""


def idleness_of(plan: FamilyPlan) -> tuple[Idleness, ...]:
    """Return a line for every cluster, job and endpoint of a family."""
    return tuple(line for model in plan.models for line in _of_model(model))


def _of_model(plan: ModelPlan) -> Iterator[Idleness]:
    for cluster in (plan.interactive, plan.fine_tune, plan.batch_inference):
        if cluster:
            yield Idleness(
                model=plan.model.name,
                workload=cluster.workload,
                scales=_scales(cluster),
                interrupted=_interrupted(cluster),
                stops=_stops(cluster),
            )
    if plan.serve:
        yield _of_endpoint(plan.serve)


def _scales(plan: ClusterPlan) -> str:
    workers = plan.workers
    if not workers.is_fixed:
        return f"{workers} workers, by Spark tasks that wait"
    if plan.is_single_node:
        return "no: one node"
    because = " that train together" if plan.workload == "fine_tune" else ""
    return f"no: {workers} nodes{because}"


def _interrupted(plan: ClusterPlan) -> str:
    if plan.spot.availability == "ON_DEMAND":
        return "no: on demand"
    again = "its tasks run again"
    if plan.workload == "interactive":
        again = "what it cached is computed again"
    return f"workers, never the driver: a lost one is replaced, on demand if need be; {again}"


def _stops(plan: ClusterPlan) -> str:
    if plan.workload != "interactive":
        return "with the run"
    return f"after {plan.autotermination_minutes} idle minutes"


def _of_endpoint(plan: ServingPlan) -> Idleness:
    capacity = plan.capacity
    if isinstance(capacity, Throughput):
        scales, stops = f"{capacity} tokens/s, by load", _band_stops(capacity)
    else:
        scales, stops = f"{capacity.workload_size}, by requests at a time", _gpu_stops(capacity)
    return Idleness(
        model=plan.model.name,
        workload="serve",
        scales=scales,
        interrupted="no: Databricks keeps the replicas",
        stops=stops,
    )


def _band_stops(band: Throughput) -> str:
    return "when idle: the band begins at 0" if band.minimum == 0 else "never"


def _gpu_stops(workload: GpuWorkload) -> str:
    return "when idle; the next request waits minutes" if workload.scale_to_zero else "never"
