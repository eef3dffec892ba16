"""How many GPUs a Spark task of a job holds: one process, or one replica, per task."""

from collections.abc import Mapping

from modelstacks.catalog import NodeType
from modelstacks.sizing.memory import Parallel

GPUS_PER_TASK = "spark.task.resource.gpu.amount"


def gpu_tasks(
    node: NodeType, layout: Parallel, *, trains: bool, is_single_node: bool
) -> Mapping[str, str]:
    """Return the Spark settings of a job's cluster; empty where the default, one GPU, is right.

    A node that trains on one of its GPUs gives all to its one process, so that no two processes
    meet on it. A single node schedules no GPUs.
    """
    amount = node.gpus // layout.per_node if trains else layout.replica_gpus
    if is_single_node or amount == 1:
        return {}
    return {GPUS_PER_TASK: str(amount)}
