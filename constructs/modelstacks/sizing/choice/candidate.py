"""One way to run the job, judged."""

from modelstacks.catalog import Gpu, NodeType, WorkloadType
from modelstacks.frozen import frozen
from modelstacks.sizing.memory import Memory, Parallel, Verdict
from modelstacks.sizing.plans import PriceBand

Range = tuple[float, float, float]
"""Least, expected, most."""


@frozen
class Candidate:
    """A number of nodes of one type (or replicas of an endpoint), judged."""

    node: NodeType | WorkloadType
    gpu: Gpu
    workers: int
    """Nodes that compute; with a single one it is its own driver."""

    parallel: Parallel
    """GPUs in use, and what each holds."""

    precision: str
    memory: Memory | None
    """`None` when a rule spoke against it before memory was asked."""

    usable_gib: float
    verdict: Verdict
    why_not: str = ""
    """Why the verdict is `no`, or what is left out by the settings; empty when it is fine."""

    is_left_out: bool = False
    """Whether it would fit, and only a setting of the user speaks against it."""

    concurrency: int | None = None
    """Sequences that an endpoint holds at a time."""

    price: PriceBand | None = None
    """Per hour, all nodes; `None`: not known."""

    planned_usd_per_hour: float | None = None
    """What to plan with within the band; `None`: not known."""

    rank_usd_per_hour: float = float("inf")
    """What to rank by: the planned price, or the machine's alone where DBU rates are unknown."""

    hours: Range | None = None
    usd: Range | None = None
    """Of the whole job, start-up included."""

    rank_usd: float = float("inf")

    @property
    def gpus(self) -> int:
        """GPUs that are paid for."""
        return self.node.gpus * self.workers

    @property
    def fits(self) -> bool:
        """Whether it can be taken: with margins, or just."""
        return self.verdict != "no"

    @property
    def fill(self) -> str:
        """Memory of the busiest card: `4.2 of 22.1 GiB`."""
        needed = self.memory.needed_gib if self.memory else 0.0
        return f"{needed:.1f} of {self.usable_gib:.1f} GiB"

    @property
    def missing_gib(self) -> float:
        """GiB by which the busiest card is too small; 0 when it is not."""
        return max(0.0, self.memory.needed_gib - self.usable_gib) if self.memory else 0.0

    @property
    def name(self) -> str:
        """`2 x p4d.24xlarge`; of GPUs that stand nowhere in particular, their number."""
        count = self.workers if self.node.as_of else self.gpus
        return f"{count} x {self.node.name}"

    @property
    def layout(self) -> str:
        """Return how the GPUs share the work; empty on one GPU."""
        parallel = self.parallel
        if parallel.sharding:
            words = {"ddp": "data-parallel", "fsdp": "FSDP"}
            name = words.get(parallel.sharding, f"ZeRO-{parallel.sharding[-1]}")
            offload = f", {parallel.offload} offloaded" if parallel.offload != "none" else ""
            return f"{name}{offload}"
        if parallel.replica_gpus > 1:
            kind = "tensor-parallel" if parallel.tensor_parallel > 1 else "pipelined"
            return f"{parallel.replicas} x {kind} over {parallel.replica_gpus}"
        idle = self.gpus - parallel.gpus
        if idle:
            return f"{idle} of {self.gpus} GPUs idle"
        return f"{parallel.replicas} replicas" if parallel.replicas > 1 else ""
