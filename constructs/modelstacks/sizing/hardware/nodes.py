"""What a node type must be before anyone asks whether the model fits."""

from modelstacks.catalog import NodeType
from modelstacks.sizing.hardware.rule import Broken, rule


def launch_problem(node: NodeType, *, allow_unlisted: bool) -> Broken | None:
    """Return why the node type cannot be had, or `None`."""
    if node.status == "deprecated":
        return Broken(rule="launchable", found=node.note or f"{node.name} cannot be launched")
    if node.status == "unlisted" and not allow_unlisted:
        return Broken(rule="listed", found=node.note or f"{node.name} is not listed")
    return None


def encryption_problem(node: NodeType, *, required: bool) -> Broken | None:
    """Return why traffic between the nodes stays open, or `None`. Known of AWS alone."""
    if required and node.cloud == "aws" and not node.encrypted_in_transit:
        found = f"{node.name} does not encrypt traffic between instances"
        return Broken(rule="encrypted-in-transit", found=found)
    return None


def multi_gpu_problem(node: NodeType, gpus: int) -> Broken | None:
    """Return why several GPUs of the node cannot work together, or `None`."""
    if gpus > 1 and node.name in rule("no-multi-gpu").values["nodes"]:
        return Broken(rule="no-multi-gpu", found=f"{node.name} runs one GPU at a time")
    return None


def multi_node_problem(node: NodeType, nodes: int) -> Broken | None:
    """Return why training cannot span several such nodes, or `None`."""
    series = tuple(rule("no-multi-node-on-azure-nc").values["series"])
    if nodes > 1 and node.cloud == "azure" and node.name.startswith(series):
        found = "it has no InfiniBand and trains on a single node"
        return Broken(rule="no-multi-node-on-azure-nc", found=found)
    return None


def network_problem(node: NodeType, nodes: int, *, shards_weights: bool) -> Broken | None:
    """Return why weights cannot be sharded over such nodes, or `None`."""
    least = rule("sharding-needs-a-network").values["gbps"]
    speed = node.network_gbps
    if nodes > 1 and shards_weights and speed is not None and speed <= least:
        found = f"networks up to {least} Gbps are too slow to shard weights over nodes"
        return Broken(rule="sharding-needs-a-network", found=found)
    return None
