"""Plans the serving endpoint of a model."""

from modelstacks.catalog import WorkloadType
from modelstacks.errors import Problem
from modelstacks.settings.project import Serve
from modelstacks.sizing.choice.candidate import Candidate
from modelstacks.sizing.choice.endpoint import endpoint_candidate
from modelstacks.sizing.choice.request import Request
from modelstacks.sizing.context import Context
from modelstacks.sizing.dimensions import architecture_of
from modelstacks.sizing.feasibility import memory_estimate
from modelstacks.sizing.hardware.inference import engine_for
from modelstacks.sizing.memory import Serve as ServeJob
from modelstacks.sizing.memory.serving import context_of
from modelstacks.sizing.plans import PriceBand, Reason, ServingPlan
from modelstacks.sizing.pricing import dollars
from modelstacks.sizing.rules import WorkloadSize


def plan_serving(settings: Serve, context: Context, problems: list[Problem]) -> ServingPlan | None:
    """Return the plan, or `None` without a version or after adding to `problems` why not."""
    workload = _workload(settings, context, problems)
    size = _size(settings, context, problems)
    if workload is None or size is None or settings.version is None:
        return None
    price = _price(workload, size, context)
    judged = _judged(workload, context)
    return ServingPlan(
        model=context.model,
        version=settings.version,
        workload_type=workload.name,
        workload_size=size.name,
        scale_to_zero=settings.scale_to_zero,
        memory=memory_estimate(judged.memory, judged.usable_gib),
        concurrency=judged.concurrency or 0,
        price=price,
        reasons=_reasons(settings, judged, size, price, context),
    )


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
    load = f"{settings.concurrency} requests at a time; {size.name} holds up to {size.maximum}"
    idle = "stops when idle, and the first request then waits"
    replicas = "DBU of one replica" if size.minimum == size.maximum else "DBU, by replicas"
    if price is None:
        replicas = "no DBU rate is recorded for it"
    reasons = [
        Reason(decision="workload_type", value=workload.name, because=f"{held}, {room}; {ground}"),
        Reason(decision="workload_size", value=size.name, because=load),
        Reason(decision="engine", value="in the model", because=engine_for(shape.kind)),
        Reason(
            decision="scale_to_zero",
            value="true" if settings.scale_to_zero else "false",
            because=idle if settings.scale_to_zero else "always ready, and always paid for",
        ),
        Reason(decision="price", value=dollars(price), because=f"{replicas}, while it runs"),
    ]
    if context.model.provisioned_throughput:
        because = "bands of tokens per second are offered for it; this release draws a GPU endpoint"
        reasons.append(
            Reason(decision="provisioned_throughput", value="not taken", because=because)
        )
    return tuple(reasons)


def _workload(settings: Serve, context: Context, problems: list[Problem]) -> WorkloadType | None:
    cloud, model = context.environment.cloud, context.model
    rows = (row for row in context.catalog.workload_types(cloud) if row.gpu)
    types = sorted(rows, key=lambda row: (row.gpus * row.gpu_memory_mib, row.name))
    if settings.workload_type is None:
        best = _smallest(types, context)
        if best is None:
            causes = "; ".join(f"{row.name} {_fill(row, context)}" for row in types)
            problems.append(
                Problem(
                    where=context.where("serve"),
                    found=f"no serving workload type on {cloud} holds {model.name} ({causes})",
                    fix="leave `serve` out and run it as a batch job: modelstacks size "
                    f"{model.name} --task batch_inference --cloud {cloud}",
                )
            )
        return best
    asked = context.catalog.workload_type(cloud, settings.workload_type)
    if asked.gpu and _holds(asked, context):
        return asked
    best = _smallest(types, context)
    cause = f"needs {_fill(asked, context)} per GPU" if asked.gpu else "it has no GPU"
    problems.append(
        Problem(
            where=context.where("serve", "workload_type"),
            found=f"`{asked.name}` does not hold {model.name}: {cause}",
            nearest=best.name if best else "",
            allowed=", ".join(row.name for row in types if _holds(row, context)),
        )
    )
    return None


def _smallest(types: list[WorkloadType], context: Context) -> WorkloadType | None:
    """Return the first that every account has and that holds the model."""
    listed = (row for row in types if row.status == "supported")
    return next((row for row in listed if _holds(row, context)), None)


def _holds(workload: WorkloadType, context: Context) -> bool:
    return _judged(workload, context).verdict == "ok"


def _size(settings: Serve, context: Context, problems: list[Problem]) -> WorkloadSize | None:
    sizes = context.rules.workload_sizes
    size = next((row for row in sizes if settings.concurrency <= row.maximum), None)
    if size is None:
        found = f"{settings.concurrency} requests at a time are more than {sizes[-1].name} holds"
        where = context.where("serve", "concurrency")
        problems.append(Problem(where=where, found=found, allowed=f"1 to {sizes[-1].maximum}"))
    return size


def _judged(workload: WorkloadType, context: Context) -> Candidate:
    """Return how the workload type holds what one replica is provisioned for."""
    per_replica = context.rules.workload_sizes[0].maximum
    request = Request(
        model=context.model,
        job=ServeJob(concurrency=per_replica),
        cloud=context.environment.cloud,
        allow_unlisted=True,
    )
    return endpoint_candidate(request, workload, context.catalog, context.rules)


def _fill(workload: WorkloadType, context: Context) -> str:
    return _judged(workload, context).fill


def _price(workload: WorkloadType, size: WorkloadSize, context: Context) -> PriceBand | None:
    rate = context.rules.dbu_rate(workload.cloud, "serving")
    if rate is None or workload.dbu_per_hour is None:
        return None
    replica = workload.dbu_per_hour * rate
    per_replica = context.rules.workload_sizes[0].maximum
    return PriceBand(
        low_usd_per_hour=replica * max(1, size.minimum / per_replica),
        high_usd_per_hour=replica * size.maximum / per_replica,
        as_of=workload.as_of,
    )
