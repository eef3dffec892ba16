"""The answer: memory of the busiest GPU by part, what it needs with margins, and the verdict."""

from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from typing import Literal

from modelstacks.frozen import frozen

GIB = 2**30

Verdict = Literal["ok", "tight", "no"]


@frozen
class Memory:
    """GiB on the busiest GPU. `parts` add up to `peak_gib`, the most that is allocated at once."""

    parts: Mapping[str, float]
    """Parts at the peak: weights, gradients, optimizer, activations, loss, kv_cache, vision,
    working_memory; those that are not 0."""

    phase: str
    """Moment that sets the peak: `loss`, `backward`, `end of backward`, `optimizer step`, …"""

    phases: Mapping[str, float]
    """GiB allocated at each moment of the step."""

    factor: float
    """Safety factor on the peak."""

    framework_gib: float
    """CUDA context, communication library: outside the allocator, added once."""

    tight_factor: float
    """Factor below which not even a lucky run fits, on what comes and goes."""

    host_gib: float
    """GiB of host RAM per node: loading, and what is offloaded."""

    lasting_gib: float = 0.0
    """GiB that are allocated once and stay: weights and optimizer. They leave no holes."""

    trainable_parameters: int = 0
    assumptions: tuple[str, ...] = field(default=())
    """Every default that was filled in."""

    @cached_property
    def peak_gib(self) -> float:
        """GiB allocated at the peak, as torch.cuda.max_memory_allocated would tell."""
        return sum(self.parts.values())

    @property
    def needed_gib(self) -> float:
        """GiB to plan with: peak x factor + framework."""
        return self.peak_gib * self.factor + self.framework_gib

    @property
    def margins(self) -> Mapping[str, float]:
        """What `needed_gib` has on top of the parts."""
        margin = self.peak_gib * (self.factor - 1)
        return {"framework_overhead": self.framework_gib, "safety_margin": margin}

    def verdict(self, usable_gib: float) -> Verdict:
        """`ok` when it fits with margins, `tight` when only without them, else `no`."""
        if self.needed_gib <= usable_gib:
            return "ok"
        passing = self.peak_gib - self.lasting_gib
        least = self.lasting_gib + passing * self.tight_factor + self.framework_gib
        return "tight" if least <= usable_gib else "no"
