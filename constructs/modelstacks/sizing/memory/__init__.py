"""GPU memory of a model at work: bytes by part, from dimensions and causes."""

from modelstacks.sizing.memory.by_weights import (
    Precision,
    gpu_memory,
    host_memory_gib,
    precision_on,
    weights_gib,
)

__all__ = ["Precision", "gpu_memory", "host_memory_gib", "precision_on", "weights_gib"]
