"""Judges one serving workload type: the sequences that it holds."""

from collections.abc import Iterator

from modelstacks.catalog import Catalog, NodeType, WorkloadType
from modelstacks.sizing.choice.candidate import Candidate
from modelstacks.sizing.choice.card import job_on, precision_of
from modelstacks.sizing.choice.layouts import layouts
from modelstacks.sizing.choice.request import Request
from modelstacks.sizing.hardware.nodes import launch_problem
from modelstacks.sizing.memory import Parallel, Serve, concurrency, estimate
from modelstacks.sizing.plans import PriceBand
from modelstacks.sizing.rules import Rules


def endpoint_candidates(request: Request, catalog: Catalog, rules: Rules) -> Iterator[Candidate]:
    """Judge every GPU workload type of the cloud."""
    for row in catalog.workload_types(request.cloud):
        if row.gpu:
            yield endpoint_candidate(request, row, catalog, rules)


def endpoint_candidate(
    request: Request, row: WorkloadType | NodeType, catalog: Catalog, rules: Rules
) -> Candidate:
    """Judge one workload type, laid out so that it holds the most sequences."""
    gpu = catalog.gpu(str(row.gpu))
    job, broken = job_on(gpu, request)
    asked = request.asked is not None
    if isinstance(row, NodeType):
        broken = broken or launch_problem(row, allow_unlisted=request.allow_unlisted)
    elif row.status != "supported" and not asked:
        return _refused(row, gpu.name, precision_of(job), f"{row.note} (listed)", catalog)
    ways = [] if broken or not isinstance(job, Serve) else list(layouts(request, row.gpus, 1))
    if not ways or not isinstance(job, Serve):
        why = str(broken or "no split over its GPUs divides the attention heads")
        return _refused(row, gpu.name, precision_of(job), why, catalog)
    held = {way: _held(request, job, way, gpu.usable_gib) for way in ways}
    best = max(held, key=lambda way: (held[way], way.replicas))
    each = Serve(
        concurrency=-(-job.concurrency // best.replicas),
        context=job.context,
        precision=job.precision,
        images=job.images,
    )
    memory = estimate(request.shape, each, best)
    verdict = "ok" if held[best] >= job.concurrency else memory.verdict(gpu.usable_gib)
    verdict = "tight" if verdict == "ok" and held[best] < job.concurrency else verdict
    why_not = ""
    if verdict == "no":
        missing = memory.needed_gib - gpu.usable_gib
        why_not = (
            f"needs {memory.needed_gib:.1f} of {gpu.usable_gib:.1f} GiB on each GPU in "
            f"{job.precision} for {job.concurrency} sequences, holds {held[best]}: "
            f"{missing:.1f} GiB missing (gpu-memory)"
        )
    price = _price(row, rules)
    return Candidate(
        node=row,
        gpu=gpu,
        workers=1,
        parallel=best,
        precision=job.precision,
        memory=memory,
        usable_gib=gpu.usable_gib,
        verdict=verdict,
        why_not=why_not,
        concurrency=held[best],
        price=price,
        planned_usd_per_hour=price.high_usd_per_hour if price else None,
        rank_usd_per_hour=price.high_usd_per_hour if price else float("inf"),
    )


def _held(request: Request, job: Serve, way: Parallel, usable_gib: float) -> int:
    return way.replicas * concurrency(request.shape, job, way, usable_gib)


def _refused(
    row: WorkloadType | NodeType, gpu: str, precision: str, why: str, catalog: Catalog
) -> Candidate:
    card = catalog.gpu(gpu)
    return Candidate(
        node=row,
        gpu=card,
        workers=1,
        parallel=Parallel(),
        precision=precision,
        memory=None,
        usable_gib=card.usable_gib,
        verdict="no",
        why_not=why,
    )


def _price(row: WorkloadType | NodeType, rules: Rules) -> PriceBand | None:
    rate = rules.dbu_rate(row.cloud, "serving")
    if isinstance(row, NodeType) or rate is None or row.dbu_per_hour is None:
        return None
    usd = row.dbu_per_hour * rate
    return PriceBand(low_usd_per_hour=usd, high_usd_per_hour=usd, as_of=row.as_of)
