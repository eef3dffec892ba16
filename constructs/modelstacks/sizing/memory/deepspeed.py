"""DeepSpeed's own estimates of model states, to compare with: its code, not its stale pages."""

from typing import Literal

GPU_BYTES = 18
"""fp16 weights and gradients, fp32 gradients, weights and two moments, as its estimators charge."""


def zero3_gpu_bytes(
    parameters: int,
    largest_layer: int,
    gpus: int,
    *,
    offload: Literal["none", "optimizer", "all"] = "none",
) -> float:
    """Return bytes per GPU: 4 x largest layer + 18, 2 or 0 x parameters / GPUs."""
    share = {"none": GPU_BYTES, "optimizer": 2, "all": 0}[offload]
    return 4 * largest_layer + share * parameters / gpus


def zero2_gpu_bytes(parameters: int, gpus: int, *, offload: bool = False) -> float:
    """Return bytes per GPU: 2 x parameters, and 18 x parameters / GPUs without offload."""
    return 2 * parameters + (0 if offload else GPU_BYTES * parameters / gpus)


def zero_paper_bytes(parameters: float, gpus: int, stage: int, *, k: int = 12) -> float:
    """Return bytes per GPU of arXiv:1910.02054, section 3: weights 2, gradients 2, optimizer K."""
    weights, gradients, optimizer = 2 * parameters, 2 * parameters, k * parameters
    if stage >= 3:  # noqa: PLR2004
        weights /= gpus
    if stage >= 2:  # noqa: PLR2004
        gradients /= gpus
    if stage >= 1:
        optimizer /= gpus
    return weights + gradients + optimizer
