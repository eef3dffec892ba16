"""Plans the serving endpoint of a model."""

from modelstacks.catalog import Catalog, Model, WorkloadType
from modelstacks.errors import Problem
from modelstacks.settings.project import Environment, Serve
from modelstacks.sizing.memory import gpu_memory, precision_on
from modelstacks.sizing.plans import MemoryEstimate, PriceBand, Reason, ServingPlan
from modelstacks.sizing.pricing import dollars
from modelstacks.sizing.rules import Rules, WorkloadSize


def plan_serving(
    model: Model,
    settings: Serve,
    environment: Environment,
    where: str,
    problems: list[Problem],
    *,
    catalog: Catalog,
    rules: Rules,
) -> ServingPlan | None:
    """Return the plan, or `None` without a version or after adding to `problems` why not."""
    workload = _workload(model, settings, environment, where, problems, catalog, rules)
    size = _size(settings, where, problems, rules)
    if workload is None or size is None or settings.version is None:
        return None
    memory = _memory(model, workload, catalog, rules)
    price = _price(workload, size, rules)
    cards = f"{workload.gpus} x {workload.gpu}"
    fill = f"{memory.needed_gib:.1f} of {memory.usable_gib:.1f} GiB"
    precision = precision_on(catalog.gpu(str(workload.gpu)))
    ground = "set for this endpoint" if settings.workload_type else "smallest that fits"
    idle = (
        "stops when idle; the first request then waits" if settings.scale_to_zero else "always on"
    )
    return ServingPlan(
        model=model,
        version=settings.version,
        workload_type=workload.name,
        workload_size=size.name,
        scale_to_zero=settings.scale_to_zero,
        memory=memory,
        price=price,
        reasons=(
            Reason(
                decision="workload_type",
                value=workload.name,
                because=f"{fill} per card in {precision} on {cards}; {ground}",
            ),
            Reason(
                decision="workload_size",
                value=size.name,
                because=f"{settings.concurrency} requests at a time, "
                f"{size.name} holds up to {size.maximum}",
            ),
            Reason(
                decision="scale_to_zero", value=str(settings.scale_to_zero).lower(), because=idle
            ),
            Reason(
                decision="price",
                value=dollars(price),
                because="DBU of one replica to all of them, while running"
                if price
                else "no DBU rate is recorded for it",
            ),
        ),
    )


def _memory(model: Model, workload: WorkloadType, catalog: Catalog, rules: Rules) -> MemoryEstimate:
    gpu = catalog.gpu(str(workload.gpu))
    return gpu_memory(model, gpu, workload.gpus, rules, usable_share=rules.serving_share)


def _workload(
    model: Model,
    settings: Serve,
    environment: Environment,
    where: str,
    problems: list[Problem],
    catalog: Catalog,
    rules: Rules,
) -> WorkloadType | None:
    types = [row for row in catalog.workload_types(environment.cloud) if row.gpu]
    fitting = [row for row in types if _fits(_memory(model, row, catalog, rules))]
    listed = [row for row in fitting if row.status == "supported"]
    best = min(listed, key=lambda row: (row.gpus * row.gpu_memory_mib, row.name), default=None)
    if settings.workload_type is None:
        if best is None:
            found = f"no serving workload type on {environment.cloud} holds {model.name}"
            causes = "; ".join(_cause(model, row, catalog, rules) for row in types)
            fix = "leave `serve` out, or name a workload_type of an enrolled account"
            problems.append(Problem(where=where, found=f"{found} ({causes})", fix=fix))
        return best
    asked = catalog.workload_type(environment.cloud, settings.workload_type)
    if asked in fitting:
        return asked
    cause = _cause(model, asked, catalog, rules) if asked.gpu else f"{asked.name} has no GPU"
    problems.append(
        Problem(
            where=f"{where}.workload_type",
            found=f"it does not hold {model.name} ({cause})",
            nearest=best.name if best else "",
            allowed=", ".join(row.name for row in fitting),
        )
    )
    return None


def _size(
    settings: Serve, where: str, problems: list[Problem], rules: Rules
) -> WorkloadSize | None:
    size = next((row for row in rules.workload_sizes if settings.concurrency <= row.maximum), None)
    if size is None:
        largest = rules.workload_sizes[-1]
        problems.append(
            Problem(
                where=f"{where}.concurrency",
                found=f"{settings.concurrency} is more than the size {largest.name} holds",
                allowed=f"1 to {largest.maximum}",
            )
        )
    return size


def _fits(memory: MemoryEstimate) -> bool:
    return memory.needed_gib <= memory.usable_gib


def _cause(model: Model, workload: WorkloadType, catalog: Catalog, rules: Rules) -> str:
    memory = _memory(model, workload, catalog, rules)
    return f"{workload.name}: {memory.needed_gib:.1f} of {memory.usable_gib:.1f} GiB per card"


def _price(workload: WorkloadType, size: WorkloadSize, rules: Rules) -> PriceBand | None:
    rate = rules.dbu_rate(workload.cloud, "serving")
    if rate is None or workload.dbu_per_hour is None:
        return None
    replica = workload.dbu_per_hour * rate
    smallest = rules.workload_sizes[0].maximum
    return PriceBand(
        low_usd_per_hour=replica,
        high_usd_per_hour=replica * size.maximum / smallest,
        as_of=workload.as_of,
    )
