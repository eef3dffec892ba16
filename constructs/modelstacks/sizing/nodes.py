"""Which GPU node type a model gets: of those that hold it, the cheapest."""

from collections.abc import Sequence

from modelstacks.catalog import Catalog, Model
from modelstacks.errors import Problem
from modelstacks.sizing.feasibility import Candidate
from modelstacks.sizing.plans import Reason
from modelstacks.sizing.pricing import dollars, node_price, rank
from modelstacks.sizing.rules import Rules


def ranked(judged: Sequence[Candidate], catalog: Catalog, rules: Rules) -> list[Candidate]:
    """Return the candidates that hold the model, best first.

    Cards without bf16 come last: they compute a T5 in fp32, several times slower.
    """
    fitting = [candidate for candidate in judged if candidate.fits]
    return sorted(
        fitting,
        key=lambda candidate: (
            candidate.precision == "fp32",
            rank(candidate.node, catalog, rules),
            candidate.node.name,
        ),
    )


def choice_reasons(
    chosen: Candidate, judged: Sequence[Candidate], catalog: Catalog, rules: Rules, *, is_set: bool
) -> list[Reason]:
    """Return why this node: its memory, its price, the runner-up, and why the others fail."""
    best = ranked(judged, catalog, rules)
    memory = chosen.memory
    fill = f"{memory.needed_gib:.1f} of {memory.usable_gib:.1f} GiB"
    each = f" on each of {chosen.node.gpus} GPUs" if chosen.node.gpus > 1 else ""
    price = dollars(node_price(chosen.node, catalog, rules))
    ground = "set for this cluster" if is_set else f"cheapest of {len(best)} that fit"
    reasons = [
        Reason(
            decision="node_type",
            value=chosen.node.name,
            because=f"{fill}{each} in {chosen.precision} on {chosen.gpu.name}; {ground}, {price}",
        )
    ]
    reasons += [
        Reason(
            decision="runner_up",
            value=candidate.node.name,
            because=f"{candidate.gpu.name}, {dollars(node_price(candidate.node, catalog, rules))}",
        )
        for candidate in [other for other in best if other.node != chosen.node][:1]
    ]
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


def nothing_fits(
    where: str, model: Model, judged: Sequence[Candidate], catalog: Catalog, rules: Rules
) -> Problem:
    """Return the problem that no node type is left: what it needs, and the nearest that fits."""
    left_out = [one for one in judged if one.why_not.startswith("sizing.accelerators")]
    limited = sorted(left_out, key=lambda one: rank(one.node, catalog, rules))
    causes = "; ".join(f"{reason.value}: {reason.because}" for reason in rejections(judged)[:4])
    fix = f"allow {limited[0].gpu.name} in sizing.accelerators" if limited else ""
    return Problem(
        where=where,
        found=f"no node type holds {model.name} ({causes})",
        nearest=_as_plan(limited[0]) if limited else "",
        fix=fix or "allow unlisted node types, or leave the model out",
    )


def does_not_fit(
    where: str,
    model: Model,
    asked: Candidate,
    judged: Sequence[Candidate],
    catalog: Catalog,
    rules: Rules,
) -> Problem:
    """Return the problem that the node type asked for cannot hold the model."""
    best = ranked(judged, catalog, rules)
    return Problem(
        where=where,
        found=f"`{asked.node.name}` does not hold {model.name}: {asked.why_not}",
        nearest=_as_plan(best[0]) if best else "",
        allowed=_short([one.node.name for one in best]),
    )


def _as_plan(candidate: Candidate) -> str:
    memory = candidate.memory
    fill = f"{memory.needed_gib:.1f} of {memory.usable_gib:.1f} GiB"
    return f"{candidate.node.name} ({candidate.node.gpus} x {candidate.gpu.name}, {fill})"


def _short(names: Sequence[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more
