"""The answer: what to take, what the tier table says, and why the rest fails."""

from typing import Literal

from modelstacks.frozen import frozen
from modelstacks.sizing.choice.candidate import Candidate
from modelstacks.sizing.choice.request import Request
from modelstacks.sizing.memory import Verdict
from modelstacks.sizing.plans import Workers


@frozen
class TierAnswer:
    """What the tier table makes of it."""

    nominal_billions: float
    workers: Workers | None
    """Bounds of the tier; `None` above the last one, and for endpoints."""

    verdict: Literal["ok", "wasteful", "infeasible", "none"]
    best: Candidate | None
    """The cheapest within the bounds that fits."""

    ratio: float | None
    """Dollars of `best` over those of the cheapest plan of any size."""

    note: str


@frozen
class Answer:
    """All there is to say to a request."""

    request: Request
    candidates: tuple[Candidate, ...]
    """One per node type, the best first."""

    chosen: Candidate | None
    """What to take; `None` when nothing allowed fits."""

    shown: Candidate
    """Whose memory is told: the chosen one, else the one that misses least."""

    nearest: Candidate | None
    """Without a choice: the cheapest that would fit."""

    tier: TierAnswer
    reasons: tuple[str, ...]
    assumptions: tuple[str, ...]
    servable: bool = True
    """Whether there is an endpoint for it at all."""

    @property
    def verdict(self) -> Verdict:
        """`ok`, `tight` or `no`."""
        return self.chosen.verdict if self.chosen else "no"
