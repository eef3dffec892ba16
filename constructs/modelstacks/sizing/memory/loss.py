"""Logits and loss: bytes at the end of forward and at the start of backward, per logit.

Measured with fake tensors on transformers 4.46: a causal model's loss upcasts the logits, shifts
them into a copy and takes a log-softmax in fp32; backward holds the log-softmax and two gradients.
"""

from modelstacks.frozen import frozen
from modelstacks.sizing.architecture import Architecture
from modelstacks.sizing.memory.settings import Settings

FP32 = 4


@frozen
class LossBytes:
    """Bytes for a whole batch."""

    forward: float
    """Held at once while the loss is computed."""

    backward: float
    """Held at once when its backward starts."""

    kept: float
    """Saved between the two, counted in both."""


def loss_bytes(model: Architecture, settings: Settings) -> LossBytes:
    """Return what the logits and their loss take."""
    job, constants = settings.job, settings.constants
    tokens = settings.batch * settings.target
    logits = float(tokens * model.vocabulary)
    if job.loss == "fused":
        chunk = float(tokens * model.hidden * constants.fused_hidden_bytes)
        return LossBytes(forward=chunk, backward=chunk, kept=0.0)
    if job.loss == "chunked":
        each = constants.chunked_logit_bytes
        chunk = logits * (constants.chunked_compiled_logit_bytes if job.compile else each)
        return LossBytes(forward=chunk, backward=chunk, kept=0.0)
    if job.compile:
        whole = logits * constants.compiled_logit_bytes
        return LossBytes(forward=whole, backward=whole, kept=0.0)
    width = settings.compute_width
    is_upcast = model.kind != "encoder-decoder" or settings.precision in ("amp", "fp16")
    softmax = FP32 if is_upcast else width
    returned = width
    if model.kind != "encoder-decoder":
        returned = max(width, constants.returned_logit_width)
    shift = FP32 if model.kind != "encoder-decoder" and settings.batch > 1 else 0
    upcast = FP32 if is_upcast and width != FP32 else 0
    return LossBytes(
        forward=logits * (width + upcast + shift + softmax),
        backward=logits * (returned + 3 * softmax),
        kept=logits * softmax,
    )
