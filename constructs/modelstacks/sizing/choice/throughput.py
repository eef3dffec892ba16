"""How long a job takes: operations over what the cards reach, or bytes over their bandwidth."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from modelstacks.catalog import Gpu
from modelstacks.frozen import frozen
from modelstacks.sizing.architecture import Architecture, EncoderDecoder
from modelstacks.sizing.choice import flops
from modelstacks.sizing.choice.candidate import Range
from modelstacks.sizing.memory import BatchInference, FineTune, Parallel

DATA = Path(__file__).with_name("speed.json")
PROMPT, NEW = 512, 128
WIDTHS = {"fp32": 4.0, "int8": 1.0, "fp8": 1.0, "nf4": 0.56}


@frozen
class Place:
    """Where a job runs."""

    parallel: Parallel
    gpu: Gpu
    network_gbps: float | None = None
    """Network between nodes; `None`: not recorded, taken as slow."""


@cache
def speed_figures() -> Mapping[str, Any]:
    """Return the figures of `speed.json`."""
    figures: Mapping[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return figures


def training_hours(
    shape: Architecture,
    job: FineTune,
    place: Place,
    *,
    trainable: int,
    tokens: int,
    precision: str,
) -> Range:
    """Return hours of training: least, expected, most."""
    speed, parallel, gpu = speed_figures(), place.parallel, place.gpu
    work = flops.training_flops(shape, job, trainable, tokens, speed)
    rate = peak_tflops(gpu, precision) * 1e12 * _mfu(shape, job, gpu, speed) * parallel.gpus
    if parallel.sharding in ("zero3", "fsdp") and not _has_nvlink(gpu, speed):
        rate *= speed["sharded_over_pcie"]["factor"]
    if parallel.nodes > 1:
        fast = speed["nodes_fast"]
        is_fast = (place.network_gbps or 0) >= fast["gbps"]
        rate *= fast["factor"] if is_fast else fast["otherwise"]
    return _spread(work / rate / 3600, speed)


def generation_hours(shape: Architecture, job: BatchInference, place: Place, tokens: int) -> Range:
    """Return hours of generating: prompts at the cards' arithmetic, answers at their bandwidth."""
    speed, parallel, gpu = speed_figures(), place.parallel, place.gpu
    prompt, new = job.prompt_length or PROMPT, job.new_tokens or NEW
    share = prompt / (prompt + new)
    tokens_in, tokens_out = tokens * share, tokens * (1 - share)
    peak = peak_tflops(gpu, job.precision) * 1e12 * parallel.tensor_parallel
    if isinstance(shape, EncoderDecoder):
        work = flops.t5_forward_flops(shape, tokens_in, 0, prompt, new)
        decoding = shape.split.decoder + shape.vocabulary * shape.hidden
    else:
        work = flops.decoder_forward_flops(shape, tokens_in, prompt)
        decoding = shape.parameters - shape.split.vision - shape.split.projector
        images = 1 if job.images is None and shape.kind == "vision" else (job.images or 0)
        work += images * tokens_in / prompt * flops.image_flops(speed)
    reading_in = work / (peak * speed["prefill_mfu"]["value"])
    rows = job.batch_per_gpu * job.beams
    width = WIDTHS.get(job.precision, 2.0)
    cache = rows * shape.kv_bytes_per_token(4 if width == 4 else 2) * (prompt + new)  # noqa: PLR2004
    bandwidth = gpu.bandwidth_tbps * 1e12 * speed["bandwidth_share"]["value"]
    by_bytes = (decoding * width + cache) / (bandwidth * parallel.tensor_parallel)
    by_work = 2 * decoding * rows / (peak * speed["decode_peak_share"]["value"])
    steps = tokens_out / job.batch_per_gpu
    seconds = reading_in + steps * max(by_bytes, by_work)
    return _spread(seconds / parallel.replicas / 3600, speed)


def peak_tflops(gpu: Gpu, precision: str) -> float:
    """Return dense TFLOPS of a card in a precision."""
    if precision == "fp32":
        return gpu.fp32_tflops
    return gpu.bf16_tflops or gpu.fp16_tflops


def _mfu(shape: Architecture, job: FineTune, gpu: Gpu, speed: Mapping[str, Any]) -> float:
    shares = speed["mfu"]
    if isinstance(shape, EncoderDecoder):
        share = shares["encoder-decoder"]
    elif job.method != "full":
        share = shares["adapters"]
    else:
        share = shares["full_A100"] if gpu.name.startswith("A100") else shares["full"]
    factor = speed["qlora_factor"]["value"] if job.method == "qlora" else 1.0
    return float(share * factor)


def _has_nvlink(gpu: Gpu, speed: Mapping[str, Any]) -> bool:
    return gpu.name.startswith(tuple(speed["sharded_over_pcie"]["nvlink"]))


def _spread(expected: float, speed: Mapping[str, Any]) -> Range:
    low, high = speed["spread"]["value"]
    return expected * low, expected, expected * high
