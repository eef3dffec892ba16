"""Floating-point operations of a job, from the dimensions.

A pass forward takes 2 per weight and token, backward 2 for the activations and 2 for the gradients
of trained weights; full checkpointing adds a second pass forward. Attention adds 4 per layer, width
and pair of tokens, half of it under a causal mask. In a T5 the encoder sees source tokens, the
decoder target tokens: counting all weights on all tokens would be twice too much.
"""

from collections.abc import Mapping
from typing import Any

from modelstacks.sizing.architecture import Architecture, DecoderOnly, EncoderDecoder, Vision
from modelstacks.sizing.memory import FineTune

SOURCE, TARGET, SEQUENCE = 512, 128, 2048


def training_flops(
    shape: Architecture, job: FineTune, trainable: int, tokens: int, speed: Mapping[str, Any]
) -> float:
    """Return operations of training on `tokens`; of a T5 source and target tokens together."""
    per_pass = 2.0 + 2.0 * trainable / shape.parameters
    per_pass += {"none": 2.0, "selective": 2.3, "full": 4.0}[job.checkpointing]
    factor = per_pass / 2
    if isinstance(shape, EncoderDecoder):
        source, target = job.source_length or SOURCE, job.target_length or TARGET
        share = source / (source + target)
        return factor * t5_forward_flops(
            shape, tokens * share, tokens * (1 - share), source, target
        )
    length = job.sequence_length or SEQUENCE
    total = factor * decoder_forward_flops(shape, tokens, length)
    if isinstance(shape, Vision):
        images = (1 if job.images is None else job.images) * tokens / length
        sees = 3.0 if job.method == "full" and job.freeze != "vision" else 1.0
        total += sees * images * image_flops(speed)
    return total


def t5_forward_flops(
    shape: EncoderDecoder, source_tokens: float, target_tokens: float, source: int, target: int
) -> float:
    """Return operations of one pass forward of a T5."""
    split = shape.split
    layers_in = 2.0 * split.encoder + 4 * shape.encoder_layers * shape.inner * source
    head = shape.vocabulary * shape.hidden
    layers_out = 2.0 * (split.decoder + head)
    layers_out += 4 * shape.decoder_layers * shape.inner * (source + target / 2)
    return layers_in * source_tokens + layers_out * target_tokens


def decoder_forward_flops(shape: Architecture, tokens: float, length: int) -> float:
    """Return operations of one pass forward of a decoder, all cross-attention layers included."""
    split = shape.split
    weights = split.decoder + split.cross + shape.vocabulary * shape.hidden
    attention = 2 * _self_layers(shape) * shape.inner * length
    return (2 * weights + attention) * tokens


def image_flops(speed: Mapping[str, Any]) -> float:
    """Return operations of encoding one image of four tiles."""
    return 2.0 * float(speed["vision"]["parameters"]) * float(speed["vision"]["patches"])


def _self_layers(shape: Architecture) -> int:
    if isinstance(shape, DecoderOnly):
        return shape.layers
    return shape.self_layers if isinstance(shape, Vision) else 0
