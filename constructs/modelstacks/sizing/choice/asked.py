"""Judges the one choice that was asked about."""

from dataclasses import replace

from modelstacks.catalog import Gpu, NodeType
from modelstacks.sizing.choice import explanation
from modelstacks.sizing.choice.answer import Answer, TierAnswer
from modelstacks.sizing.choice.candidate import Candidate
from modelstacks.sizing.choice.judge import Judge
from modelstacks.sizing.choice.request import Asked
from modelstacks.sizing.choice.search import LARGE_SIZES, RIGHT_SIZES, best_count, meets, order
from modelstacks.sizing.tiers import tier_workers

GPUS_PER_NODE = 8


def node_of_gpus(gpu: Gpu, gpus: int, nodes: tuple[NodeType, ...]) -> NodeType:
    """Return a node that has these GPUs and any amount of everything else.

    It can be launched unless none of the `nodes` that have this GPU can.
    """
    having = [node for node in nodes if node.gpu == gpu.name]
    retired = [node for node in having if node.status == "deprecated"]
    is_retired = bool(having) and len(retired) == len(having)
    return NodeType(
        name=gpu.name,
        cloud="aws",
        gpu=gpu.name,
        gpus=gpus,
        gpu_memory_mib=gpu.memory_mib,
        vcpus=0,
        ram_gib=float("inf"),
        nvme_gb=0,
        network_gbps=None,
        encrypted_in_transit=True,
        usd_per_hour=None,
        dbu_per_hour=None,
        status="deprecated" if is_retired else "supported",
        note=retired[0].note if is_retired else "",
        source="asked for",
        as_of="",
    )


def asked_node(judge: Judge, asked: Asked) -> tuple[NodeType, int]:
    """Return the node type and the number of nodes that were asked about."""
    if asked.node_type:
        return judge.catalog.node_type(judge.request.cloud, asked.node_type), asked.workers
    gpu = judge.catalog.gpu(str(asked.gpu))
    per_node = min(asked.gpus, GPUS_PER_NODE)
    return node_of_gpus(gpu, per_node, judge.catalog.nodes), asked.gpus // per_node


def judge_asked(judge: Judge, asked: Asked) -> Answer:
    """Return the answer about one choice, with the nearest that fits when it does not."""
    request = judge.request
    node, workers = asked_node(judge, asked)
    one = judge.judge(node, workers)
    if one.fits and not meets(one, request.deadline_hours) and one.hours:
        late = f"takes {explanation.span(one.hours)} h of {request.deadline_hours:g} h"
        one = replace(one, verdict="no", why_not=late)
    nearest = None if one.fits else _nearest(judge, node, asked)
    return Answer(
        request=request,
        candidates=(one,),
        chosen=one if one.fits else None,
        shown=one,
        nearest=nearest,
        tier=_tier(judge, one, asked),
        reasons=_reasons(judge, one, nearest),
        assumptions=explanation.assumptions(judge, one),
    )


def _nearest(judge: Judge, node: NodeType, asked: Asked) -> Candidate | None:
    """Return more of the same node, else the cheapest of the catalogue."""
    if asked.node_type:
        same = best_count(judge, node, (*RIGHT_SIZES, *LARGE_SIZES))
        if same.fits:
            return same
    nodes = [one for one in judge.catalog.node_types(judge.request.cloud) if one.gpus]
    found = sorted((best_count(judge, one, RIGHT_SIZES) for one in nodes), key=order)
    return next((one for one in found if one.fits), None)


def _tier(judge: Judge, one: Candidate, asked: Asked) -> TierAnswer:
    workers = tier_workers(judge.request.model, one.gpu, judge.rules)
    note = "above the last tier of the table"
    if workers and asked.gpu:
        note = f"the table asks for {workers} workers; GPUs alone have none"
    elif workers:
        inside = workers.minimum <= one.workers <= workers.maximum
        note = f"the table asks for {workers} workers; {one.workers} "
        note += "is within" if inside else "is outside (sizing.policy: right_size)"
    return TierAnswer(
        nominal_billions=judge.request.model.nominal_billions,
        workers=workers,
        verdict="none",
        best=None,
        ratio=None,
        note=note,
    )


def _reasons(judge: Judge, one: Candidate, nearest: Candidate | None) -> tuple[str, ...]:
    lines = [explanation.held(one) if one.fits else f"{one.name}: {one.why_not}"]
    if one.verdict == "tight":
        lines.append("tight: it fits without the safety margins only; measure before a long run")
    if nearest:
        lines.append(f"nearest that fits: {explanation.held(nearest)}")
    return (*lines, *explanation.software(judge))
