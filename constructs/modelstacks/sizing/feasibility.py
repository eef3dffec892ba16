"""Which node types hold a model, and why the others do not."""

from dataclasses import dataclass

from modelstacks.catalog import Catalog, Gpu, Model, NodeType
from modelstacks.settings.project import Environment
from modelstacks.sizing.memory import Precision, gpu_memory, host_memory_gib, precision_on
from modelstacks.sizing.plans import MemoryEstimate
from modelstacks.sizing.rules import Rules


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A GPU node type, judged for one model."""

    node: NodeType
    gpu: Gpu
    precision: Precision
    memory: MemoryEstimate
    why_not: str
    """Why the node cannot hold the model; empty when it can."""

    @property
    def fits(self) -> bool:
        """Whether the node holds the model."""
        return not self.why_not


def candidates(
    model: Model, environment: Environment, catalog: Catalog, rules: Rules
) -> list[Candidate]:
    """Return every GPU node type of the environment's cloud, judged."""
    return [
        judge(model, node, environment, catalog, rules)
        for node in catalog.node_types(environment.cloud)
        if node.gpu
    ]


def judge(
    model: Model, node: NodeType, environment: Environment, catalog: Catalog, rules: Rules
) -> Candidate:
    """Return the verdict on one GPU node type: status, then policy, then memory."""
    gpu = catalog.gpu(str(node.gpu))
    memory = gpu_memory(model, gpu, node.gpus, rules)
    precision = precision_on(gpu)
    why_not = (
        _status(node, environment)
        or _gpu_memory(memory, node, precision)
        or _host_memory(host_memory_gib(model, gpu, rules), node, rules)
        or _accelerator(node, environment)
    )
    return Candidate(node=node, gpu=gpu, precision=precision, memory=memory, why_not=why_not)


def _status(node: NodeType, environment: Environment) -> str:
    if node.status == "deprecated":
        return node.note
    if node.status == "unlisted" and not environment.sizing.allow_unlisted_node_types:
        return node.note
    return ""


def _accelerator(node: NodeType, environment: Environment) -> str:
    allowed = environment.sizing.accelerators
    return (
        "" if not allowed or node.gpu in allowed else f"sizing.accelerators leaves out {node.gpu}"
    )


def _gpu_memory(memory: MemoryEstimate, node: NodeType, precision: Precision) -> str:
    if memory.needed_gib <= memory.usable_gib:
        return ""
    share = " each" if node.gpus > 1 else ""
    return f"needs {memory.needed_gib:.1f} of {memory.usable_gib:.1f} GiB{share} in {precision}"


def _host_memory(needed: float, node: NodeType, rules: Rules) -> str:
    usable = node.ram_gib * rules.host_usable_share
    return "" if needed <= usable else f"loading needs {needed:.1f} of {usable:.1f} GiB host RAM"
