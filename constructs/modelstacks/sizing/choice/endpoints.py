"""Which endpoint serves a model: a band of tokens per second, a GPU workload type, or none."""

from dataclasses import replace

from modelstacks.catalog import Catalog, WorkloadType
from modelstacks.sizing.choice import explanation
from modelstacks.sizing.choice.answer import Answer, TierAnswer
from modelstacks.sizing.choice.asked import asked_node
from modelstacks.sizing.choice.candidate import Candidate
from modelstacks.sizing.choice.endpoint import endpoint_candidate, endpoint_candidates
from modelstacks.sizing.choice.judge import Judge
from modelstacks.sizing.choice.request import Request
from modelstacks.sizing.hardware.inference import engine_for
from modelstacks.sizing.memory import Serve
from modelstacks.sizing.pricing import dollars
from modelstacks.sizing.rules import Rules

PROVISIONED = "PROVISIONED_THROUGHPUT"
SHOWN = 4


def choose_endpoint(request: Request, catalog: Catalog, rules: Rules) -> Answer:
    """Return the smallest endpoint that holds the sequences asked for."""
    judge = Judge(request, catalog, rules)
    if request.asked:
        return _answer(judge, [_asked(judge)], is_asked=True)
    found = list(endpoint_candidates(request, catalog, rules))
    return _answer(judge, sorted(found, key=_order), is_asked=False)


def _order(one: Candidate) -> tuple[object, ...]:
    verdicts = {"ok": 0, "tight": 1, "no": 2}
    size = one.gpus * one.node.gpu_memory_mib
    return verdicts[one.verdict], size, one.node.name


def _asked(judge: Judge) -> Candidate:
    request, catalog = judge.request, judge.catalog
    asked = request.asked
    if asked is None:
        raise ValueError("nothing was asked about")
    types = {row.name: row for row in catalog.workload_types(request.cloud) if row.gpu}
    if asked.node_type in types:
        return endpoint_candidate(request, types[asked.node_type], catalog, judge.rules)
    node, _ = asked_node(judge, asked)
    return endpoint_candidate(request, node, catalog, judge.rules)


def _answer(judge: Judge, ranked: list[Candidate], *, is_asked: bool) -> Answer:
    request = judge.request
    is_throughput = request.model.provisioned_throughput and not is_asked
    chosen = next((one for one in ranked if one.fits), None)
    shown = chosen or min(ranked, key=lambda one: (one.memory is None, one.missing_gib))
    lines = []
    if is_throughput:
        lines.append(
            f"{PROVISIONED}: {request.model.name} is served in bands of tokens per second: no GPU "
            "to choose; the workspace tells size and price of a band, in regions that offer it"
        )
    if chosen:
        instead = "on a GPU of its own instead: " if is_throughput else ""
        lines.append(
            instead + held(chosen) + ("" if is_asked else f"; the smallest of {_fitting(ranked)}")
        )
    else:
        lines += _not_servable(request, ranked, shown)
    if chosen and chosen.verdict == "tight":
        lines.append("tight: it fits without the safety margins only; measure before users come")
    lines.append(f"engine: {engine_for(request.shape.kind)}")
    lines += [f"note: {request.model.note}"] if request.model.note else []
    lines += [] if is_asked else explanation.rejections(ranked)
    if is_throughput:
        chosen = _provisioned(shown)
        ranked = [chosen, *ranked]
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
        reasons=tuple(lines),
        assumptions=_assumptions(request, shown),
        servable=chosen is not None,
    )


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


def _fitting(ranked: list[Candidate]) -> str:
    return f"{sum(one.fits for one in ranked)} that hold it"


def _not_servable(request: Request, ranked: list[Candidate], shown: Candidate) -> list[str]:
    name, cloud = request.model.name, request.cloud
    if request.asked:
        return [f"{shown.node.name}: {shown.why_not}"]
    largest = shown.why_not if ranked else "there is none"
    return [
        f"{name} is not servable on {cloud}: {shown.node.name} {largest}",
        f"run it as a batch job: modelstacks size {name} --task batch_inference --cloud {cloud}",
    ]


def _assumptions(request: Request, shown: Candidate) -> tuple[str, ...]:
    told = list(shown.memory.assumptions) if shown.memory else []
    if isinstance(request.job, Serve):
        told.append(f"concurrency = {request.job.concurrency} sequences at a time")
    told.append("90 % of a card is given to the engine; cache in blocks of 16 tokens")
    if shown.price:
        told.append(f"DBU rates of {shown.price.as_of}, one replica while it runs")
    return tuple(told)
