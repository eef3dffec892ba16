"""The answer of `modelstacks size` for a machine."""

from collections.abc import Mapping
from typing import Any

from modelstacks.sizing.choice.answer import Answer
from modelstacks.sizing.choice.candidate import Candidate
from modelstacks.sizing.memory import Memory, estimate
from modelstacks.sizing.rules import load_rules

PARTS = (
    *("weights", "gradients", "optimizer", "activations", "loss"),
    *("kv_cache", "vision", "working_memory"),
)


def answer_as_json(answer: Answer) -> dict[str, Any]:
    """Return the answer as JSON can hold it; GiB, hours and US dollars."""
    request, shown = answer.request, answer.shown
    memory = memory_of(answer)
    tier = answer.tier
    return {
        "model": request.model.name,
        "parameters": request.shape.parameters,
        "task": request.task,
        "cloud": request.cloud,
        "region": request.region,
        "assumptions": list(answer.assumptions),
        "memory": {
            "per_gpu_gib": {**_parts(memory), "peak": round(memory.peak_gib, 3)},
            "phase": memory.phase,
            "trainable_parameters": memory.trainable_parameters,
            "margins_gib": _rounded(memory.margins),
            "needed_gib": round(memory.needed_gib, 3),
            "usable_gib": shown.usable_gib,
            "host_gib": round(memory.host_gib, 3),
            "usable_host_gib": _host(shown),
            "gpu": shown.gpu.name,
            "gpus": shown.parallel.gpus,
            "precision": shown.precision,
        },
        "verdict": answer.verdict,
        "reasons": list(answer.reasons),
        "tier": {
            "policy": request.policy,
            "nominal_billions": tier.nominal_billions,
            "workers": [tier.workers.minimum, tier.workers.maximum] if tier.workers else None,
            "verdict": tier.verdict,
            "best": _candidate(tier.best) if tier.best else None,
            "ratio": round(tier.ratio, 2) if tier.ratio else None,
            "note": tier.note,
        },
        "chosen": _candidate(answer.chosen) if answer.chosen else None,
        "nearest": _candidate(answer.nearest) if answer.nearest else None,
        "candidates": [_candidate(one) for one in answer.candidates],
    }


def memory_of(answer: Answer) -> Memory:
    """Return the memory to show; where a rule refuses every card, that of one GPU."""
    return answer.shown.memory or estimate(answer.request.shape, answer.request.job)


def _candidate(one: Candidate) -> dict[str, Any]:
    price, hours, usd = one.price, one.hours, one.usd
    return {
        "node_type": one.node.name,
        "workers": one.workers,
        "gpus": one.gpus,
        "gpus_in_use": one.parallel.gpus,
        "gpu": one.gpu.name if one.node.gpus else None,
        "precision": one.precision,
        "sharding": one.parallel.sharding,
        "gpus_per_replica": one.parallel.replica_gpus,
        "verdict": one.verdict,
        "needed_gib": round(one.memory.needed_gib, 3) if one.memory else None,
        "usable_gib": one.usable_gib,
        "host_gib": round(one.memory.host_gib, 3) if one.memory else None,
        "concurrency": one.concurrency,
        "usd_per_hour": _two(one.planned_usd_per_hour),
        "usd_per_hour_range": [_two(price.low_usd_per_hour), _two(price.high_usd_per_hour)]
        if price
        else None,
        "hours": _significant(hours[1]) if hours else None,
        "hours_range": [_significant(hours[0]), _significant(hours[2])] if hours else None,
        "usd": _significant(usd[1]) if usd else None,
        "usd_range": [_significant(usd[0]), _significant(usd[2])] if usd else None,
        "why_not": one.why_not or None,
    }


def _host(shown: Candidate) -> float | None:
    ram = getattr(shown.node, "ram_gib", float("inf"))
    usable = ram * load_rules().host_usable_share
    return None if usable == float("inf") else round(usable, 1)


def _parts(memory: Memory) -> dict[str, float]:
    """Return every part, 0 where the job has none; the framework's is not in the peak."""
    found = {**dict.fromkeys(PARTS, 0.0), **memory.parts}
    return _rounded({**found, "framework_overhead": memory.framework_gib})


def _rounded(parts: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in parts.items()}


def _two(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _significant(value: float) -> float:
    """Two digits: more are not known."""
    return float(f"{value:.2g}")
