"""Which endpoint serves a model: a band of tokens per second, a GPU workload type, or none."""

from dataclasses import replace

from modelstacks.catalog import Catalog, WorkloadType
from modelstacks.sizing.choice import explanation
from modelstacks.sizing.choice.answer import Answer, TierAnswer
from modelstacks.sizing.choice.candidate import Candidate
from modelstacks.sizing.choice.decision import ServingDecision, decide_serving
from modelstacks.sizing.choice.region import as_line
from modelstacks.sizing.choice.request import Request
from modelstacks.sizing.hardware.inference import engine_for
from modelstacks.sizing.memory import Serve
from modelstacks.sizing.pricing import dollars
from modelstacks.sizing.rules import Rules

PROVISIONED = "PROVISIONED_THROUGHPUT"


def choose_endpoint(request: Request, catalog: Catalog, rules: Rules) -> Answer:
    """Return the endpoint that holds the sequences asked for; `ConfigError` for a wrong band."""
    decision = decide_serving(request, catalog, rules)
    ranked = list(decision.ranked)
    shown = decision.workload or min(ranked, key=lambda one: (one.memory is None, one.missing_gib))
    chosen = decision.workload
    if decision.kind == "provisioned_throughput":
        chosen = _provisioned(shown)
        ranked = [chosen, *ranked]
    elif decision.offer and not request.asked:
        left_out = replace(_provisioned(shown), verdict="no", is_left_out=True)
        ranked.append(replace(left_out, why_not=decision.offer[0].because))
    return Answer(
        request=request,
        candidates=tuple(ranked),
        chosen=chosen,
        shown=shown,
        nearest=None,
        tier=TierAnswer(
            nominal_billions=request.model.nominal_billions,
            workers=None,
            verdict="none",
            best=None,
            ratio=None,
            note="the tier table is about clusters; an endpoint has replicas",
        ),
        reasons=_reasons(request, decision, shown),
        assumptions=_assumptions(request, shown),
        servable=chosen is not None,
    )


def _reasons(request: Request, decision: ServingDecision, shown: Candidate) -> tuple[str, ...]:
    workload, is_asked = decision.workload, request.asked is not None
    lines = []
    if workload:
        of = "" if is_asked else f"; the smallest of {_fitting(decision.ranked)}"
        lines.append(held(workload) + of)
    else:
        lines += _not_servable(request, shown)
    if workload and workload.verdict == "tight":
        lines.append("tight: it fits without the safety margins only; measure before users come")
    if decision.kind == "provisioned_throughput":
        lines = [f"{PROVISIONED}: no GPU to choose", f"on a GPU of its own instead: {lines[0]}"]
    lines += [as_line(reason) for reason in decision.offer]
    lines.append(f"engine: {engine_for(request.shape.kind)}")
    lines += [as_line(reason) for reason in decision.notes]
    return (*lines, *([] if is_asked else explanation.rejections(decision.ranked)))


def _provisioned(shown: Candidate) -> Candidate:
    """Return the choice of provisioned throughput: no GPU, and no price that is known here."""
    row = WorkloadType(
        name=PROVISIONED,
        cloud=shown.node.cloud,
        gpu=None,
        gpus=0,
        gpu_memory_mib=0,
        dbu_per_hour=None,
        source=shown.node.source,
        as_of=shown.node.as_of,
    )
    return replace(
        shown,
        node=row,
        verdict="ok",
        why_not="",
        concurrency=None,
        price=None,
        planned_usd_per_hour=None,
    )


def held(one: Candidate) -> str:
    """Return what an endpoint holds, in one line."""
    how = f", {one.layout}" if one.layout else ""
    price = dollars(one.price)
    return (
        f"{one.node.name} ({one.node.gpus} x {one.gpu.name}): {one.fill} on each GPU in "
        f"{one.precision}{how}, holds {one.concurrency:,} sequences at a time, {price}"
    )


def _fitting(ranked: tuple[Candidate, ...]) -> str:
    return f"{sum(one.fits for one in ranked)} that hold it"


def _not_servable(request: Request, shown: Candidate) -> list[str]:
    name, cloud = request.model.name, request.cloud
    if request.asked:
        return [f"{shown.node.name}: {shown.why_not}"]
    return [
        f"{name} is not servable on {cloud}: {shown.node.name}: {shown.why_not}",
        f"run it as a batch job: modelstacks size {name} --task batch_inference --cloud {cloud}",
    ]


def _assumptions(request: Request, shown: Candidate) -> tuple[str, ...]:
    told = list(shown.memory.assumptions) if shown.memory else []
    if isinstance(request.job, Serve):
        told.append(f"concurrency = {request.job.concurrency} sequences at a time")
    if request.region is None:
        told.append("region not told: what it offers is not looked up")
    told.append("90 % of a card is given to the engine; cache in blocks of 16 tokens")
    if shown.price:
        told.append(f"DBU rates of {shown.price.as_of}, one replica while it runs")
    return tuple(told)
