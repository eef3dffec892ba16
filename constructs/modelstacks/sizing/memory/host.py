"""Host RAM per node: loading the checkpoint, and what is offloaded."""

from modelstacks.sizing.architecture import Architecture
from modelstacks.sizing.memory.settings import Settings
from modelstacks.sizing.memory.states import States


def training_host_bytes(
    model: Architecture, settings: Settings, state: States, offloaded_activations: float
) -> float:
    """Return bytes per node: the larger of loading and running.

    Every process loads the whole model, but for ZeRO-3 and FSDP, where one per node does or
    each its shard. Offload: P x max(4 x GPUs per node, 16 or 18 / nodes) x 1.5, or with zero.Init
    P x 16 or 18 / nodes x 1.5 (DeepSpeed runtime/zero/stage3.py).
    """
    constants, parallel = settings.constants, settings.parallel
    width = 4 if settings.precision == "fp32" else constants.frozen_width
    if settings.precision in ("amp", "fp16") and not settings.frozen_base:
        width = 4
    one_copy = settings.sharding in ("zero3", "fsdp") and parallel.zero_init
    copies = 1 if one_copy else parallel.per_node
    loading = model.parameters * width * copies * constants.host_load_factor
    running = offloaded_activations * parallel.per_node
    if parallel.offload != "none":
        running += offload_bytes(
            state.trainable if settings.frozen_base else model.parameters,
            parallel.per_node,
            parallel.nodes,
            parameters_too=parallel.offload == "all",
            zero_init=parallel.zero_init,
            factor=constants.host_offload_factor,
        )
        if settings.frozen_base and parallel.offload == "all":
            running += model.parameters * width / parallel.nodes * constants.host_offload_factor
    elif settings.job.optimizer == "paged-adamw-8bit":
        running += state.offloaded * parallel.per_node
    return max(loading, running)


def offload_bytes(
    parameters: int,
    gpus_per_node: int,
    nodes: int,
    *,
    parameters_too: bool,
    zero_init: bool,
    factor: float = 1.5,
) -> float:
    """Return DeepSpeed's own figure of the host memory that offload takes, per node."""
    state = (18 if parameters_too else 16) / nodes
    if zero_init:
        return parameters * state * factor
    return parameters * max(4 * gpus_per_node, state) * factor


def inference_host_bytes(parameters: int, width: float, factor: float) -> float:
    """Return bytes per node while one process loads the checkpoint."""
    return parameters * width * factor
