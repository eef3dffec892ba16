"""Plans the serving endpoint of a model."""

from typing import Any

from modelstacks.catalog import WorkloadType
from modelstacks.errors import ConfigError, Problem
from modelstacks.settings.project import Serve, Throughput
from modelstacks.sizing.choice.candidate import Candidate
from modelstacks.sizing.choice.decision import ServingDecision, decide_serving
from modelstacks.sizing.choice.request import Asked, Request
from modelstacks.sizing.context import Context
from modelstacks.sizing.dimensions import architecture_of
from modelstacks.sizing.feasibility import memory_estimate
from modelstacks.sizing.hardware.inference import engine_for
from modelstacks.sizing.memory import Serve as ServeJob
from modelstacks.sizing.memory.serving import context_of
from modelstacks.sizing.plans import (
    GpuWorkload,
    PriceBand,
    Reason,
    ServedVersion,
    ServingPlan,
)
from modelstacks.sizing.pricing import dollars
from modelstacks.sizing.rules import WorkloadSize
from modelstacks.sizing.serving_reasons import serving_reasons


def plan_serving(settings: Serve, context: Context, problems: list[Problem]) -> ServingPlan | None:
    """Return the plan, or `None` without a version or after adding to `problems` why not."""
    if problem := _without_gpu(settings, context):
        problems.append(problem)
        return None
    try:
        decision = decide_serving(_request(settings, context), context.catalog, context.rules)
    except ConfigError as error:
        for problem in error.problems:
            where = context.where("serve", problem.where)
            problems.append(Problem(where=where, found=problem.found, fix=problem.fix))
        return None
    if decision.band:
        return _in_a_band(decision.band, decision, settings, context)
    size = _size(settings, context, problems)
    if decision.workload is None:
        problems.append(_not_servable(settings, decision, context))
        return None
    return _on_gpus(decision.workload, size, decision, settings, context) if size else None


def _request(settings: Serve, context: Context) -> Request:
    """Return what `modelstacks size --task serve` asks; one replica holds its default sequences."""
    named = settings.workload_type
    return Request(
        model=context.model,
        job=ServeJob(),
        cloud=context.environment.cloud,
        region=context.environment.region,
        throughput=settings.throughput,
        asked=None if named is None else Asked(node_type=named),
    )


def _in_a_band(
    band: Throughput, decision: ServingDecision, settings: Serve, context: Context
) -> ServingPlan | None:
    if settings.version is None:
        return None
    left_out = "the minimum of the band says what is kept ready; sent, it would differ for ever"
    free = "the band says how much is answered at a time"
    return ServingPlan(
        model=context.model,
        version=settings.version,
        capacity=band,
        price=None,
        **_around(settings),
        reasons=(
            *decision.offer,
            *serving_reasons(settings),
            Reason(decision="scale_to_zero", value="left out", because=left_out),
            Reason(decision="concurrency", value="left out", because=free),
            Reason(decision="price", value=dollars(None), because="the workspace tells it"),
            _instead(decision),
            *decision.notes,
        ),
    )


def _instead(decision: ServingDecision) -> Reason:
    """Return what is taken without the band, and what to write for it."""
    workload = decision.workload
    if workload is None:
        because = "no GPU workload type holds it here"
        return Reason(decision="workload_type", value="none", because=because)
    because = f"{workload.node.name} holds it; to take that, leave `serve.throughput` out"
    return Reason(decision="workload_type", value="none", because=because)


def _on_gpus(
    workload: Candidate,
    size: WorkloadSize,
    decision: ServingDecision,
    settings: Serve,
    context: Context,
) -> ServingPlan | None:
    if settings.version is None:
        return None
    price = _price(workload, size, context, versions=2 if settings.challenger else 1)
    return ServingPlan(
        model=context.model,
        version=settings.version,
        capacity=GpuWorkload(
            workload_type=workload.node.name,
            workload_size=size.name,
            scale_to_zero=settings.scale_to_zero,
            memory=memory_estimate(workload.memory, workload.usable_gib),
            concurrency=workload.concurrency or 0,
        ),
        price=price,
        **_around(settings),
        reasons=(
            *_reasons(settings, workload, size, price, context),
            *serving_reasons(settings),
            *decision.offer,
            *decision.notes,
        ),
    )


def _around(settings: Serve) -> dict[str, Any]:
    """Return what stands around the version: fields of the plan."""
    challenger = settings.challenger
    return {
        "challenger": challenger
        and ServedVersion(version=challenger.version, traffic=challenger.traffic),
        "system_model": settings.system_model,
        "environment": settings.environment,
        "gateway": settings.gateway,
        "route_optimized": settings.route_optimized,
    }


def _reasons(
    settings: Serve,
    judged: Candidate,
    size: WorkloadSize,
    price: PriceBand | None,
    context: Context,
) -> tuple[Reason, ...]:
    workload, shape = judged.node, architecture_of(context.model)
    each = " each" if workload.gpus > 1 else ""
    split = f", {judged.layout}" if judged.layout else ""
    held = f"{judged.fill}{each} in {judged.precision} on {workload.gpus} x {workload.gpu}{split}"
    tokens = context_of(shape, ServeJob())
    room = f"holds {judged.concurrency:,} sequences of {tokens} tokens"
    ground = "set for this endpoint" if settings.workload_type else "smallest that fits"
    if judged.verdict == "tight":
        ground += "; tight: only without the safety margins, measure before users come"
    load = f"{settings.concurrency} requests at a time; {size.name} holds up to {size.maximum}"
    idle = "stops when idle, and the first request then waits"
    replicas = "DBU of one replica" if size.minimum == size.maximum else "DBU, by replicas"
    replicas += " and of two versions" if settings.challenger else ""
    if price is None:
        replicas = "no DBU rate is recorded for it"
    return (
        Reason(decision="workload_type", value=workload.name, because=f"{held}, {room}; {ground}"),
        Reason(decision="workload_size", value=size.name, because=load),
        Reason(decision="engine", value="in the model", because=engine_for(shape.kind)),
        Reason(
            decision="scale_to_zero",
            value="true" if settings.scale_to_zero else "false",
            because=idle if settings.scale_to_zero else "always ready, and always paid for",
        ),
        Reason(decision="price", value=dollars(price), because=f"{replicas}, while it runs"),
    )


def _not_servable(settings: Serve, decision: ServingDecision, context: Context) -> Problem:
    cloud, model, ranked = context.environment.cloud, context.model, decision.ranked
    if settings.workload_type:
        free = _request(Serve(), context)
        fitting = decide_serving(free, context.catalog, context.rules)
        return Problem(
            where=context.where("serve", "workload_type"),
            found=f"`{settings.workload_type}` does not hold {model.name}: {ranked[0].why_not}",
            nearest=fitting.workload.node.name if fitting.workload else "",
            allowed=", ".join(one.node.name for one in fitting.ranked if one.fits),
        )
    causes = "; ".join(f"{one.node.name}: {one.why_not}" for one in ranked)
    write = "".join(f"; provisioned throughput: {row.because}" for row in decision.offer)
    return Problem(
        where=context.where("serve"),
        found=f"no serving workload type on {cloud} holds {model.name} ({causes}){write}",
        fix="leave `serve` out and run it as a batch job: modelstacks size "
        f"{model.name} --task batch_inference --cloud {cloud}",
    )


def _without_gpu(settings: Serve, context: Context) -> Problem | None:
    """Return what is wrong with a workload type that has no GPU; `None` for any other."""
    if settings.workload_type is None:
        return None
    cloud, model = context.environment.cloud, context.model
    row = context.catalog.workload_type(cloud, settings.workload_type)
    if row.gpu:
        return None
    gpus = (other.name for other in context.catalog.workload_types(cloud) if other.gpu)
    return Problem(
        where=context.where("serve", "workload_type"),
        found=f"`{row.name}` does not hold {model.name}: it has no GPU",
        allowed=", ".join(gpus),
    )


def _size(settings: Serve, context: Context, problems: list[Problem]) -> WorkloadSize | None:
    sizes = context.rules.workload_sizes
    size = next((row for row in sizes if settings.concurrency <= row.maximum), None)
    if size is None:
        found = f"{settings.concurrency} requests at a time are more than {sizes[-1].name} holds"
        where = context.where("serve", "concurrency")
        problems.append(Problem(where=where, found=found, allowed=f"1 to {sizes[-1].maximum}"))
    return size


def _price(
    judged: Candidate, size: WorkloadSize, context: Context, versions: int
) -> PriceBand | None:
    workload = judged.node
    rate = context.rules.dbu_rate(workload.cloud, "serving")
    if not isinstance(workload, WorkloadType) or rate is None or workload.dbu_per_hour is None:
        return None
    replica = workload.dbu_per_hour * rate * versions
    per_replica = context.rules.workload_sizes[0].maximum
    return PriceBand(
        low_usd_per_hour=replica * max(1, size.minimum / per_replica),
        high_usd_per_hour=replica * size.maximum / per_replica,
        as_of=workload.as_of,
    )
