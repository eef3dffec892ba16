"""Which node types hold a model in a notebook, and why the others do not."""

from modelstacks.catalog import Gpu, NodeType
from modelstacks.frozen import frozen
from modelstacks.sizing.choice.candidate import Candidate as Judged
from modelstacks.sizing.choice.judge import Judge
from modelstacks.sizing.choice.request import Request
from modelstacks.sizing.context import Context
from modelstacks.sizing.memory import BatchInference, Memory
from modelstacks.sizing.plans import MemoryEstimate

NOTEBOOK = BatchInference(batch_per_gpu=4)
"""What a notebook has to hold: the model, and the answers to a few prompts at a time."""


@frozen
class Candidate:
    """A GPU node type, judged for one model."""

    node: NodeType
    gpu: Gpu
    precision: str
    layout: str
    """How the GPUs of a node share the model, in words; empty when one holds it."""

    memory: MemoryEstimate
    why_not: str
    """Why the node is out; empty when it holds the model and is allowed."""

    is_left_out: bool
    """Whether nothing but `sizing.accelerators` speaks against it."""

    @property
    def fits(self) -> bool:
        """Whether the node holds the model and is allowed."""
        return not self.why_not

    @property
    def fill(self) -> str:
        """Memory of the busiest card: `4.2 of 22.1 GiB`."""
        return f"{self.memory.needed_gib:.1f} of {self.memory.usable_gib:.1f} GiB"


def candidates(context: Context) -> list[Candidate]:
    """Return every GPU node type of the environment's cloud, judged."""
    environment = context.environment
    request = Request(
        model=context.model,
        job=NOTEBOOK,
        cloud=environment.cloud,
        accelerators=environment.sizing.accelerators,
        allow_unlisted=environment.sizing.allow_unlisted_node_types,
        encrypted=context.encryption.in_transit,
    )
    judge = Judge(request, context.catalog, context.rules, prices=False)
    nodes = context.catalog.node_types(environment.cloud)
    return [_candidate(judge.judge(node, 1), node) for node in nodes if node.gpus]


def memory_estimate(memory: Memory | None, usable_gib: float) -> MemoryEstimate:
    """Return the memory of a plan: its parts and margins, which add up to what it needs."""
    if memory is None:
        return MemoryEstimate(parts={}, needed_gib=0.0, usable_gib=usable_gib)
    parts = {**memory.parts, **{name: gib for name, gib in memory.margins.items() if gib}}
    return MemoryEstimate(parts=parts, needed_gib=memory.needed_gib, usable_gib=usable_gib)


def _candidate(judged: Judged, node: NodeType) -> Candidate:
    is_tight = judged.verdict == "tight"
    return Candidate(
        node=node,
        gpu=judged.gpu,
        precision=judged.precision,
        layout=judged.layout,
        memory=memory_estimate(judged.memory, judged.usable_gib),
        why_not=f"{judged.fill}: only without margins (gpu-memory)" if is_tight else judged.why_not,
        is_left_out=judged.is_left_out,
    )
