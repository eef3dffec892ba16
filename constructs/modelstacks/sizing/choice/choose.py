"""Chooses: rules, then memory, then the tier, then price."""

from collections.abc import Sequence
from dataclasses import replace

from modelstacks.catalog import Catalog, NodeType, load_catalog
from modelstacks.sizing.choice import explanation
from modelstacks.sizing.choice.answer import Answer, TierAnswer
from modelstacks.sizing.choice.asked import judge_asked
from modelstacks.sizing.choice.candidate import Candidate
from modelstacks.sizing.choice.endpoints import choose_endpoint
from modelstacks.sizing.choice.judge import Judge
from modelstacks.sizing.choice.request import Request
from modelstacks.sizing.choice.search import LARGE_SIZES, RIGHT_SIZES, best_count, meets, order
from modelstacks.sizing.plans import Workers
from modelstacks.sizing.rules import Rules, load_rules
from modelstacks.sizing.tiers import tier_workers

NO_WASTE = 1.05
"""Ratio below which the tier's plan counts as as cheap as the cheapest."""


def choose(request: Request, catalog: Catalog | None = None, rules: Rules | None = None) -> Answer:
    """Return the answer to a request; `ConfigError` when its options contradict each other."""
    facts, figures = catalog or load_catalog(), rules or load_rules()
    if request.task == "serve":
        return choose_endpoint(request, facts, figures)
    judge = Judge(request, facts, figures)
    if request.asked:
        return judge_asked(judge, request.asked)
    nodes = [node for node in facts.node_types(request.cloud) if node.gpus]
    cheapest = sorted((best_count(judge, node, RIGHT_SIZES) for node in nodes), key=order)
    tiered = sorted((_in_tier(judge, node) for node in nodes), key=order)
    return _answer(judge, cheapest, tiered)


def bounds(judge: Judge, gpu: str) -> Workers | None:
    """Return the tier's bounds on a card."""
    return tier_workers(judge.request.model, judge.catalog.gpu(gpu), judge.rules)


def _in_tier(judge: Judge, node: NodeType) -> Candidate:
    tier = bounds(judge, str(node.gpu))
    counts = range(tier.minimum, tier.maximum + 1) if tier else RIGHT_SIZES
    return best_count(judge, node, counts)


def _answer(judge: Judge, cheapest: Sequence[Candidate], tiered: Sequence[Candidate]) -> Answer:
    request = judge.request
    ranked = cheapest if request.policy == "right_size" else tiered
    chosen, right = _first(ranked, request), _first(cheapest, request)
    nearest = None if chosen else right or _larger(judge, cheapest)
    shown = chosen or min(ranked, key=lambda one: _lack(request, one))
    tier = _tier(judge, _first(tiered, request), right or nearest, shown)
    return Answer(
        request=request,
        candidates=tuple(ranked),
        chosen=chosen,
        shown=shown,
        nearest=nearest,
        tier=tier,
        reasons=explanation.reasons(judge, ranked, chosen, nearest, tier),
        assumptions=explanation.assumptions(judge, shown),
    )


def _lack(request: Request, one: Candidate) -> tuple[object, ...]:
    """Return what to sort by to find what lacks least of what is allowed."""
    is_unwanted = bool(request.accelerators) and one.gpu.name not in request.accelerators
    return one.memory is None, is_unwanted, one.missing_gib, one.workers


def _first(ranked: Sequence[Candidate], request: Request) -> Candidate | None:
    """Return the best that fits and is in time."""
    fitting = (one for one in ranked if one.fits and meets(one, request.deadline_hours))
    return next(fitting, None)


def _larger(judge: Judge, cheapest: Sequence[Candidate]) -> Candidate | None:
    """Return the cheapest of more nodes than are asked otherwise, else of any card."""
    nodes = [one.node for one in cheapest if isinstance(one.node, NodeType)]
    more = [best_count(judge, node, LARGE_SIZES) for node in nodes]
    found = _first(sorted(more, key=order), judge.request)
    if found or not judge.request.accelerators:
        return found
    free = Judge(replace(judge.request, accelerators=()), judge.catalog, judge.rules)
    any_card = sorted((best_count(free, node, RIGHT_SIZES) for node in nodes), key=order)
    found = _first(any_card, judge.request)
    return replace(found, is_left_out=True) if found else None


def _tier(
    judge: Judge, best: Candidate | None, right: Candidate | None, shown: Candidate
) -> TierAnswer:
    workers = bounds(judge, (best or shown).gpu.name)
    ratio = best.rank_usd / right.rank_usd if best and right and right.rank_usd else None
    if workers is None:
        verdict, note = "none", "above the last tier of the table: right-sized"
    elif best is None:
        verdict, note = "infeasible", explanation.infeasible(workers, shown, right)
    elif ratio and right and ratio > NO_WASTE and ratio != float("inf"):
        verdict, note = "wasteful", explanation.wasteful(best, right, ratio)
    else:
        verdict, note = "ok", f"{workers} workers: {best.name} fits"
    return TierAnswer(
        nominal_billions=judge.request.model.nominal_billions,
        workers=workers,
        verdict=verdict,  # type: ignore[arg-type]
        best=best,
        ratio=ratio,
        note=note,
    )
