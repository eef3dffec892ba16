"""Which GPUs a replica takes, and which rows."""

import os
from collections.abc import Sequence

from .arguments import BatchInferenceArguments


def devices_of(replica: int, gpus_per_replica: int) -> list[int]:
    """Return the GPUs of one replica of a node."""
    first = replica * gpus_per_replica
    return list(range(first, first + gpus_per_replica))


def devices_of_task(arguments: BatchInferenceArguments) -> list[int]:
    """Return the GPUs of the Spark task that asks, as torch counts them.

    Where the workspace hides the others (`CUDA_VISIBLE_DEVICES`), a task's own begin at 0; else
    Spark tells their addresses.
    """
    if arguments.device == "cpu":
        return []
    seen = [one for one in os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",") if one]
    if len(seen) == arguments.gpus_per_replica:
        return list(range(len(seen)))
    from pyspark import TaskContext

    context = TaskContext.get()
    resource = context.resources().get("gpu") if context else None
    if resource is None or len(resource.addresses) != arguments.gpus_per_replica:
        told = list(resource.addresses) if resource else "none"
        raise RuntimeError(
            f"a task needs {arguments.gpus_per_replica} GPUs, Spark gave it {told}: "
            "see spark.task.resource.gpu.amount"
        )
    return [int(address) for address in resource.addresses]


def share(count: int, replica: int, replicas: int) -> range:
    """Return the rows of one replica: neighbours, so that answers keep the order of the prompts."""
    return range(count * replica // replicas, count * (replica + 1) // replicas)


def joined(parts: Sequence[Sequence[str]]) -> list[str]:
    """Return the answers of all replicas in the order of the rows."""
    return [answer for part in parts for answer in part]
