"""Which node types hold a model, and why the others do not."""

from dataclasses import dataclass

from modelstacks.catalog import Gpu, NodeType
from modelstacks.sizing.context import Context
from modelstacks.sizing.memory import Precision, gpu_memory, host_memory_gib, precision_on
from modelstacks.sizing.plans import MemoryEstimate


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A GPU node type, judged for one model."""

    node: NodeType
    gpu: Gpu
    precision: Precision
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
    nodes = context.catalog.node_types(context.environment.cloud)
    return [_judge(node, context) for node in nodes if node.gpu]


def _judge(node: NodeType, context: Context) -> Candidate:
    gpu = context.catalog.gpu(str(node.gpu))
    memory = gpu_memory(context.model, gpu, node.gpus, context.rules)
    precision = precision_on(gpu)
    impossible = (
        _status(node, context)
        or _gpu_memory(memory, node, precision)
        or _host_memory(node, gpu, context)
    )
    unwanted = _accelerator(node, context)
    return Candidate(
        node=node,
        gpu=gpu,
        precision=precision,
        memory=memory,
        why_not=impossible or unwanted,
        is_left_out=bool(unwanted) and not impossible,
    )


def _status(node: NodeType, context: Context) -> str:
    if node.status == "deprecated":
        return node.note
    if node.status == "unlisted" and not context.environment.sizing.allow_unlisted_node_types:
        return node.note
    return ""


def _accelerator(node: NodeType, context: Context) -> str:
    allowed = context.environment.sizing.accelerators
    is_allowed = not allowed or node.gpu in allowed
    return "" if is_allowed else f"sizing.accelerators leaves {node.gpu} out"


def _gpu_memory(memory: MemoryEstimate, node: NodeType, precision: Precision) -> str:
    if memory.needed_gib <= memory.usable_gib:
        return ""
    share = " on each GPU" if node.gpus > 1 else ""
    return f"needs {memory.needed_gib:.1f} of {memory.usable_gib:.1f} GiB{share} in {precision}"


def _host_memory(node: NodeType, gpu: Gpu, context: Context) -> str:
    needed = host_memory_gib(context.model, gpu, context.rules)
    usable = node.ram_gib * context.rules.host_usable_share
    if needed <= usable:
        return ""
    return f"loading needs {needed:.1f} of {usable:.1f} GiB host RAM"
