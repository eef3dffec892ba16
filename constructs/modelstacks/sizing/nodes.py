"""Which GPU node type a model gets: of those that hold it, the cheapest."""

from collections.abc import Sequence

from modelstacks.errors import Problem
from modelstacks.sizing.context import Context
from modelstacks.sizing.feasibility import NOTEBOOK, Candidate
from modelstacks.sizing.plans import Reason
from modelstacks.sizing.pricing import dollars, node_price, rank

SHOWN_NAMES = 3
SHOWN_CAUSES = 4


def ranked(judged: Sequence[Candidate], context: Context) -> list[Candidate]:
    """Return the candidates that hold the model, best first.

    Cards without bf16 come last: they compute several times slower, a T5 in fp32.
    """
    return sorted(
        (candidate for candidate in judged if candidate.fits),
        key=lambda candidate: (
            not candidate.gpu.has_bf16,
            rank(candidate.node, context.catalog, context.rules),
            candidate.node.name,
        ),
    )


def choice_reasons(
    chosen: Candidate, judged: Sequence[Candidate], context: Context, *, is_set: bool
) -> list[Reason]:
    """Return why this node: its memory, its price, the runner-up, and why the others fail."""
    best = ranked(judged, context)
    each = f" on the busiest of {chosen.node.gpus} GPUs" if chosen.node.gpus > 1 else ""
    ground = "set for this cluster" if is_set else f"cheapest of {len(best)} that fit"
    split = f", {chosen.layout}" if chosen.layout else ""
    held = f"{chosen.fill}{each} in {chosen.precision} on {chosen.gpu.name}{split}"
    batch = f"for {NOTEBOOK.batch_per_gpu} sequences at a time"
    reasons = [
        Reason(
            decision="node_type",
            value=chosen.node.name,
            because=f"{held} {batch}; {ground}, {_price(chosen, context)}",
        )
    ]
    for other in [one for one in best if one.node != chosen.node][:1]:
        because = f"{other.gpu.name}, {_price(other, context)}"
        reasons.append(Reason(decision="runner_up", value=other.node.name, because=because))
    return reasons + rejections(judged)


def rejections(judged: Sequence[Candidate]) -> list[Reason]:
    """Return why nodes fail, those with one cause together."""
    by_cause: dict[str, list[str]] = {}
    for candidate in judged:
        if candidate.why_not:
            by_cause.setdefault(candidate.why_not, []).append(candidate.node.name)
    return [
        Reason(decision="rejected", value=_short(names), because=cause)
        for cause, names in by_cause.items()
    ]


def nothing_fits(judged: Sequence[Candidate], context: Context) -> Problem:
    """Return the problem that no node type is left: what it needs, and the nearest that fits."""
    left_out = sorted(
        (one for one in judged if one.is_left_out),
        key=lambda one: rank(one.node, context.catalog, context.rules),
    )
    memory = [reason for reason in rejections(judged) if "GiB" in reason.because]
    causes = "; ".join(f"{row.value}: {row.because}" for row in memory[:SHOWN_CAUSES])
    if left_out:
        fix = f"allow {left_out[0].gpu.name} in sizing.accelerators of the environment"
    else:
        fix = "leave the model out, or try sizing.allow_unlisted_node_types"
    return Problem(
        where=context.where(),
        found=f"no allowed node type holds {context.model.name}" + (f" ({causes})" * bool(causes)),
        nearest=_as_plan(left_out[0]) if left_out else "",
        fix=fix,
    )


def does_not_fit(asked: Candidate, judged: Sequence[Candidate], context: Context) -> Problem:
    """Return the problem that the node type asked for cannot be taken."""
    best = ranked(judged, context)
    return Problem(
        where=context.where("interactive", "node_type"),
        found=f"`{asked.node.name}` cannot run {context.model.name}: {asked.why_not}",
        nearest=_as_plan(best[0]) if best else "",
        allowed=_short([one.node.name for one in best]),
    )


def _as_plan(candidate: Candidate) -> str:
    node = candidate.node
    return f"{node.name} ({node.gpus} x {candidate.gpu.name}, {candidate.fill})"


def _price(candidate: Candidate, context: Context) -> str:
    return dollars(node_price(candidate.node, context.catalog, context.rules))


def _short(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
    return ", ".join(names[:SHOWN_NAMES]) + more
