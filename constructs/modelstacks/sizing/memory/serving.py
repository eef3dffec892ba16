"""Serving with a paged cache: weights, what the engine keeps, and the sequences that fit.

sequences = floor((util·usable - weights·1.02 - 2.3 GiB - 5 % of weights) / cache of one), the
constants as KAITO has them and the cache in blocks of 16 tokens as vLLM has it.
"""

from modelstacks.sizing.architecture import Architecture
from modelstacks.sizing.memory import host
from modelstacks.sizing.memory.checks import Checks
from modelstacks.sizing.memory.constants import Constants, default_constants
from modelstacks.sizing.memory.inference import check_images, check_parallel, weight_bytes
from modelstacks.sizing.memory.inference_tasks import Serve
from modelstacks.sizing.memory.parallel import Parallel
from modelstacks.sizing.memory.result import GIB, Memory


def serving_memory(
    model: Architecture, job: Serve, parallel: Parallel, constants: Constants
) -> Memory:
    """Return the memory of one GPU of a replica that holds `concurrency` sequences."""
    checks = Checks("serve")
    check_parallel(model, parallel, checks)
    images = check_images(model, job.images, checks)
    checks.finish()
    fixed = _fixed_parts(model, job, parallel, constants)
    cache = job.concurrency * sequence_bytes(model, job, constants)
    heads = min(parallel.tensor_parallel, model.kv_head_count) * parallel.pipeline_parallel
    parts = {**fixed, "kv_cache": cache / GIB / heads}
    told = [f"weights in {job.precision}"]
    if job.context is None:
        told.append(f"context = {context_of(model, job)} tokens")
    if model.kind == "vision" and job.images is None:
        told.append(f"images = {images} per sequence, all tiles")
    width = 4.0 if job.precision == "fp32" else 2.0
    return Memory(
        parts={name: value for name, value in parts.items() if value},
        phase="serving",
        phases={"serving": sum(parts.values())},
        factor=1 / constants.serving_utilisation,
        framework_gib=0.0,
        tight_factor=1 / max(constants.serving_utilisation, constants.serving_tight_utilisation),
        host_gib=host.inference_host_bytes(model.parameters, width, constants.host_load_factor)
        / GIB,
        assumptions=tuple(told),
    )


def concurrency(
    model: Architecture,
    job: Serve,
    parallel: Parallel,
    usable_gib: float,
    constants: Constants | None = None,
) -> int:
    """Return the sequences of `job.context` tokens that one replica holds; may be 0."""
    constants = constants or default_constants()
    fixed = sum(_fixed_parts(model, job, parallel, constants).values())
    free = constants.serving_utilisation * usable_gib - fixed
    heads = min(parallel.tensor_parallel, model.kv_head_count) * parallel.pipeline_parallel
    one = sequence_bytes(model, job, constants) / GIB / heads
    return max(0, int(free / one))


def sequence_bytes(model: Architecture, job: Serve, constants: Constants) -> float:
    """Return the cache of one sequence: its tokens in whole blocks, and its images."""
    width = 4 if job.precision == "fp32" else 2
    block = constants.serving_block_tokens
    tokens = -(-context_of(model, job) // block) * block
    images = check_images(model, job.images, Checks("serve"))
    return float(
        tokens * model.kv_bytes_per_token(width) + images * model.kv_bytes_per_image(width)
    )


def context_of(model: Architecture, job: Serve) -> int:
    """Return the tokens of a sequence; by default 4096, of a T5 512 + 128."""
    return job.context or (640 if model.kind == "encoder-decoder" else 4096)


def _fixed_parts(
    model: Architecture, job: Serve, parallel: Parallel, constants: Constants
) -> dict[str, float]:
    weights = weight_bytes(model, job.precision, constants) / GIB / parallel.replica_gpus
    extra = constants.serving_weight_factor - 1 + constants.serving_working_share
    vision = constants.serving_vision_gib / parallel.replica_gpus
    return {
        "weights": weights,
        "working_memory": weights * extra,
        "engine": constants.serving_base_gib,
        "vision": vision if model.kind == "vision" else 0.0,
    }
