"""Plans the serving endpoint of a model."""

from modelstacks.catalog import WorkloadType
from modelstacks.errors import Problem
from modelstacks.settings.project import Serve
from modelstacks.sizing.context import Context
from modelstacks.sizing.memory import gpu_memory, precision_on
from modelstacks.sizing.plans import MemoryEstimate, PriceBand, Reason, ServingPlan
from modelstacks.sizing.pricing import dollars
from modelstacks.sizing.rules import WorkloadSize


def plan_serving(settings: Serve, context: Context, problems: list[Problem]) -> ServingPlan | None:
    """Return the plan, or `None` without a version or after adding to `problems` why not."""
    workload = _workload(settings, context, problems)
    size = _size(settings, context, problems)
    if workload is None or size is None or settings.version is None:
        return None
    price = _price(workload, size, context)
    return ServingPlan(
        model=context.model,
        version=settings.version,
        workload_type=workload.name,
        workload_size=size.name,
        scale_to_zero=settings.scale_to_zero,
        memory=_memory(workload, context),
        price=price,
        reasons=_reasons(settings, workload, size, price, context),
    )


def _reasons(
    settings: Serve,
    workload: WorkloadType,
    size: WorkloadSize,
    price: PriceBand | None,
    context: Context,
) -> tuple[Reason, ...]:
    precision = precision_on(context.catalog.gpu(str(workload.gpu)))
    each = " each" if workload.gpus > 1 else ""
    held = f"{_fill(workload, context)}{each} in {precision} on {workload.gpus} x {workload.gpu}"
    ground = "set for this endpoint" if settings.workload_type else "smallest that fits"
    load = f"{settings.concurrency} requests at a time; {size.name} holds up to {size.maximum}"
    idle = "stops when idle, and the first request then waits"
    replicas = "DBU of one replica" if size.minimum == size.maximum else "DBU, by replicas"
    if price is None:
        replicas = "no DBU rate is recorded for it"
    return (
        Reason(decision="workload_type", value=workload.name, because=f"{held}; {ground}"),
        Reason(decision="workload_size", value=size.name, because=load),
        Reason(
            decision="scale_to_zero",
            value="true" if settings.scale_to_zero else "false",
            because=idle if settings.scale_to_zero else "always ready, and always paid for",
        ),
        Reason(decision="price", value=dollars(price), because=f"{replicas}, while it runs"),
    )


def _workload(settings: Serve, context: Context, problems: list[Problem]) -> WorkloadType | None:
    cloud, model = context.environment.cloud, context.model
    types = [row for row in context.catalog.workload_types(cloud) if row.gpu]
    fitting = [row for row in types if _fits(_memory(row, context))]
    listed = [row for row in fitting if row.status == "supported"]
    best = min(listed, key=lambda row: (row.gpus * row.gpu_memory_mib, row.name), default=None)
    if settings.workload_type is None:
        if best is None:
            causes = "; ".join(f"{row.name} {_fill(row, context)}" for row in types)
            problems.append(
                Problem(
                    where=context.where("serve"),
                    found=f"no serving workload type on {cloud} holds {model.name} ({causes})",
                    fix="leave `serve` out and run the model on a cluster",
                )
            )
        return best
    asked = context.catalog.workload_type(cloud, settings.workload_type)
    if asked in fitting:
        return asked
    cause = f"needs {_fill(asked, context)} per GPU" if asked.gpu else "it has no GPU"
    problems.append(
        Problem(
            where=context.where("serve", "workload_type"),
            found=f"`{asked.name}` does not hold {model.name}: {cause}",
            nearest=best.name if best else "",
            allowed=", ".join(row.name for row in fitting),
        )
    )
    return None


def _size(settings: Serve, context: Context, problems: list[Problem]) -> WorkloadSize | None:
    sizes = context.rules.workload_sizes
    size = next((row for row in sizes if settings.concurrency <= row.maximum), None)
    if size is None:
        found = f"{settings.concurrency} requests at a time are more than {sizes[-1].name} holds"
        where = context.where("serve", "concurrency")
        problems.append(Problem(where=where, found=found, allowed=f"1 to {sizes[-1].maximum}"))
    return size


def _memory(workload: WorkloadType, context: Context) -> MemoryEstimate:
    return gpu_memory(
        context.model,
        context.catalog.gpu(str(workload.gpu)),
        workload.gpus,
        context.rules,
        usable_share=context.rules.serving_share,
    )


def _fits(memory: MemoryEstimate) -> bool:
    return memory.needed_gib <= memory.usable_gib


def _fill(workload: WorkloadType, context: Context) -> str:
    memory = _memory(workload, context)
    return f"{memory.needed_gib:.1f} of {memory.usable_gib:.1f} GiB"


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
