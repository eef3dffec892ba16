"""How many nodes of a type: those that hold the job for least, in time."""

from collections.abc import Sequence

from modelstacks.catalog import NodeType
from modelstacks.sizing.choice.candidate import Candidate
from modelstacks.sizing.choice.judge import Judge

VERDICTS = {"ok": 0, "tight": 1, "no": 2}
RIGHT_SIZES = (1, 2, 4, 8)
LARGE_SIZES = (16, 32)


def order(candidate: Candidate) -> tuple[object, ...]:
    """Return what to sort by: fit, dollars of the job, fewer nodes, fewer GPUs, name."""
    return (
        VERDICTS[candidate.verdict],
        candidate.rank_usd,
        candidate.rank_usd_per_hour,
        candidate.workers,
        candidate.gpus,
        candidate.node.name,
    )


def best_count(judge: Judge, node: NodeType, counts: Sequence[int]) -> Candidate:
    """Return the best of several worker counts that hold the job and are done in time.

    More workers may cost less: they share one driver, which is paid for fewer hours. Where none is
    in time: the fastest that fits, else the one that misses least.
    """
    first, request = judge.judge(node, counts[0]), judge.request
    is_fine = first.verdict == "ok" and meets(first, request.deadline_hours)
    if is_fine and first.workers == 1 and not request.spot:
        # several nodes are never faster per node, and need a driver besides
        return first
    if len(counts) == 1 or (first.memory is None and not _depends_on_count(first)):
        return first
    most = judge.judge(node, counts[-1])
    if not most.fits and not first.fits:
        return min((first, most), key=_lack)
    fitting = [one for one in (judge.judge(node, count) for count in counts) if one.fits]
    in_time = [one for one in fitting if meets(one, request.deadline_hours)]
    if in_time:
        return min(in_time, key=order)
    return min(fitting, key=lambda one: one.hours[2] if one.hours else 0.0)


def meets(candidate: Candidate, deadline_hours: float | None) -> bool:
    """Whether even a slow run is done in time."""
    if deadline_hours is None or candidate.hours is None:
        return True
    return candidate.hours[2] <= deadline_hours


def _depends_on_count(candidate: Candidate) -> bool:
    rules = ("no-multi-node-on-azure-nc", "sharding-needs-a-network")
    return candidate.why_not.endswith(tuple(f"({rule})" for rule in rules))


def _lack(candidate: Candidate) -> tuple[object, ...]:
    return not candidate.is_left_out, candidate.missing_gib, candidate.workers
