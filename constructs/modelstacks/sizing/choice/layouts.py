"""How a job can be spread over the GPUs of some nodes, the fastest way first."""

from collections.abc import Iterator
from functools import cache

from modelstacks.sizing.choice.request import Request
from modelstacks.sizing.hardware.inference import tensor_parallel_problem
from modelstacks.sizing.memory import FineTune, Parallel

spread = cache(Parallel)
"""A checked layout, made once: many nodes have the same number of GPUs."""


def layouts(request: Request, gpus_per_node: int, nodes: int) -> Iterator[Parallel]:
    """Yield the ways worth trying; those that come later need less memory or leave GPUs idle."""
    if isinstance(request.job, FineTune):
        return _training(request, gpus_per_node, nodes)
    return _inference(request, gpus_per_node, nodes)


def _training(request: Request, per_node: int, nodes: int) -> Iterator[Parallel]:
    gpus = per_node * nodes
    in_backward = isinstance(request.job, FineTune) and request.job.optimizer_in_backward
    if request.offload != "none":
        yield spread(
            gpus=gpus,
            gpus_per_node=per_node,
            sharding=request.sharding or "zero3",
            offload=request.offload,
        )
        return
    if gpus == 1:
        yield spread()
        return
    if request.sharding:
        yield spread(gpus=gpus, gpus_per_node=per_node, sharding=request.sharding)
        return
    if in_backward:
        yield spread(gpus=gpus, gpus_per_node=per_node, sharding="fsdp")
    else:
        yield spread(gpus=gpus, gpus_per_node=per_node, sharding="ddp")
        yield spread(gpus=gpus, gpus_per_node=per_node, sharding="zero3")
    if per_node > 1 and nodes == 1:
        yield spread()
    elif per_node > 1 and not in_backward:
        yield spread(gpus=nodes, gpus_per_node=1, sharding="ddp")


def _inference(request: Request, per_node: int, nodes: int) -> Iterator[Parallel]:
    shape = request.shape
    asked = request.tensor_parallel
    for degree in [asked] if asked else range(1, per_node + 1):
        if per_node % degree:
            continue
        gpus = per_node * nodes
        if shape.kind == "encoder-decoder":
            yield spread(gpus=gpus, gpus_per_node=per_node, pipeline_parallel=degree)
        elif not tensor_parallel_problem(shape, degree):
            yield spread(gpus=gpus, gpus_per_node=per_node, tensor_parallel=degree)
