"""Puts a choice into words: reasons, notes and assumptions, all with their numbers."""

from collections.abc import Iterable, Sequence

from modelstacks.sizing.choice.answer import TierAnswer
from modelstacks.sizing.choice.candidate import Candidate, Range
from modelstacks.sizing.choice.judge import Judge
from modelstacks.sizing.choice.region import as_line, licence
from modelstacks.sizing.libraries import missing_libraries
from modelstacks.sizing.plans import Workers
from modelstacks.sizing.pricing import dollars

SHOWN_NAMES = 4


def reasons(
    judge: Judge,
    ranked: Sequence[Candidate],
    chosen: Candidate | None,
    nearest: Candidate | None,
    tier: TierAnswer,
) -> tuple[str, ...]:
    """Return why this choice and not another, the most important first."""
    fitting = [one for one in ranked if one.fits]
    lines: list[str] = []
    if chosen:
        lines.append(f"{held(chosen)}; cheapest of {len(fitting)} node types that hold it")
        others = [one for one in fitting if one.node != chosen.node]
        lines += [f"runner-up: {held(other)}" for other in others[:1]]
    else:
        lines.append(nothing(judge, fitting, nearest))
    lines += [f"tier: {tier.note}"] if tier.note else []
    if chosen and chosen.verdict == "tight":
        lines.append("tight: it fits without the safety margins only; measure before a long run")
    lines += software(judge)
    return (*lines, *rejections(ranked))


def held(one: Candidate) -> str:
    """Return what a candidate holds and costs, in one line."""
    each = f" on each of {one.parallel.gpus} GPUs" if one.parallel.gpus > 1 else ""
    spread = f", {one.layout}" if one.layout else ""
    parts = [f"{one.name}: {one.fill}{each} in {one.precision} on {one.gpu.name}{spread}"]
    parts.append(dollars(one.price))
    if one.hours:
        parts.append(f"{span(one.hours)} h")
    if one.usd:
        parts.append(f"${span(one.usd)}")
    return ", ".join(parts)


def nothing(judge: Judge, fitting: Sequence[Candidate], nearest: Candidate | None) -> str:
    """Return why nothing is chosen, with what is missing and the nearest that fits."""
    request = judge.request
    if fitting:
        fastest = min(fitting, key=lambda one: one.hours[2] if one.hours else 0.0)
        hours = span(fastest.hours) if fastest.hours else "unknown"
        text = f"nothing is done in {request.deadline_hours:g} h: the fastest, {fastest.name}, "
        text += f"takes {hours} h"
    else:
        text = f"no allowed node type on {request.cloud} holds {request.model.name}"
        text += f" within the policy {request.policy}"
    if nearest is None:
        return f"{text}; no other number of nodes does either"
    left_out = f" (sizing.accelerators leaves {nearest.gpu.name} out)"
    setting = left_out if nearest.is_left_out else ""
    return f"{text}; nearest that fits: {held(nearest)}{setting}"


def infeasible(workers: Workers, shown: Candidate, right: Candidate | None) -> str:
    """Return what the tier lacks."""
    why = shown.why_not or "too slow for the deadline"
    nearest = f"; nearest that fits: {right.name} ({right.fill})" if right else ""
    return f"{workers} workers are infeasible: {shown.name} {why}{nearest}"


def wasteful(best: Candidate, right: Candidate, ratio: float) -> str:
    """Return what would cost less; by the machines alone where no DBU price is known."""
    whole = f", ${span(right.usd)}" if right.usd else ""
    price = dollars(right.price) if right.price else "by the machines alone; DBU unknown"
    return (
        f"{best.name} costs {ratio:.1f} times as much as {right.name} ({price}{whole}); "
        "sizing.policy: right_size takes that"
    )


def software(judge: Judge) -> list[str]:
    """Return what the runtime must get on top, and what the licence says."""
    model = judge.request.model
    runtime = judge.catalog.runtime(judge.rules.default_runtime)
    pins, why = missing_libraries(runtime, model, judge.catalog, judge.rules)
    lines = [f"libraries: {', '.join(pins) or 'none to install'}: {why.because}"]
    return lines + [as_line(reason) for reason in licence(judge.request, judge.catalog)]


def rejections(ranked: Iterable[Candidate]) -> list[str]:
    """Return why nodes fail: those with one cause together, too small ones by their card."""
    by_cause: dict[str, list[Candidate]] = {}
    for one in ranked:
        if one.why_not:
            cause = one.gpu.name if one.missing_gib else one.why_not
            by_cause.setdefault(cause, []).append(one)
    lines = []
    for failing in by_cause.values():
        best = min(failing, key=lambda one: (one.missing_gib, one.workers))
        names = short([one.node.name for one in failing])
        at_best = len(failing) > 1 and best.missing_gib
        lines.append(f"{names}: {'at best, ' + best.name + ', ' if at_best else ''}{best.why_not}")
    return lines


def assumptions(judge: Judge, shown: Candidate) -> tuple[str, ...]:
    """Return every default that was filled in."""
    request, rules = judge.request, judge.rules
    told = list(shown.memory.assumptions) if shown.memory else []
    if request.tokens is None:
        told.append(f"tokens = {rules.assumed_tokens:,} (assumed volume of the job, all epochs)")
    if not request.precision_is_set and shown.precision in ("fp32", "fp16"):
        told.append(f"precision = {shown.precision} on {shown.gpu.name}, which has no bf16")
    told.append(f"start-up of {rules.startup_hours:g} h is paid for")
    if shown.price:
        rate = rules.dbu_rate(request.cloud, "jobs")
        told.append(f"list prices of {shown.price.as_of}, jobs at ${rate:.2f} per DBU")
    if request.spot:
        most = rules.spot_discount["most"]
        told.append(
            f"spot saves 0-{most:.0%} of the machine, planned with "
            f"{rules.spot_discount['planned']:.0%}, nothing of the DBU"
        )
    told.append("hours from operations and published utilisation: two thirds to one and a half")
    return tuple(told)


def span(values: Range) -> str:
    """Return a range as a person reads it: two digits are all that is known."""
    low, high = rounded(values[0]), rounded(values[2])
    return low if low == high else f"{low}-{high}"


def rounded(value: float) -> str:
    """Return a number with two significant digits."""
    if value == 0:
        return "0"
    return f"{float(f'{value:.2g}'):,g}"


def short(names: Sequence[str]) -> str:
    """Return a few of the names, and how many more there are."""
    more = f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
    return ", ".join(names[:SHOWN_NAMES]) + more
