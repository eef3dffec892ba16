"""Batch inference: weights, the cache of every sequence, and one layer at work."""

from modelstacks.sizing.architecture import Architecture, DecoderOnly, EncoderDecoder, Vision
from modelstacks.sizing.memory import host, vision_layers
from modelstacks.sizing.memory.checks import Checks
from modelstacks.sizing.memory.constants import Constants
from modelstacks.sizing.memory.inference_tasks import BatchInference
from modelstacks.sizing.memory.parallel import Parallel
from modelstacks.sizing.memory.result import GIB, Memory
from modelstacks.sizing.memory.states import nf4_packed, t5_kept_fp32

WIDTHS = {"bf16": 2.0, "fp16": 2.0, "fp32": 4.0, "int8": 1.0, "fp8": 1.0}


def weight_bytes(model: Architecture, precision: str, constants: Constants) -> float:
    """Return bytes of the whole model; 8 and 4 bits take the linear layers alone."""
    if precision == "nf4":
        packed, kept = nf4_packed(model, constants), t5_kept_fp32(model, constants)
        rest = model.parameters - packed - kept
        return packed * constants.nf4_bytes + kept * 4 + rest * constants.nf4_rest_width
    if precision in ("int8", "fp8"):
        return model.linear_parameters + (model.parameters - model.linear_parameters) * 2.0
    return model.parameters * WIDTHS[precision]


def check_parallel(model: Architecture, parallel: Parallel, checks: Checks) -> None:
    """Note what the model and the parallel layout contradict each other in."""
    tensor = parallel.tensor_parallel
    if not model.divides_heads(tensor):
        divisors = [n for n in range(1, 65) if model.divides_heads(n)]
        near = str(max(n for n in divisors if n <= tensor))
        checks.note(
            "tensor_parallel",
            f"{tensor} does not divide {model.heads} heads",
            allowed=", ".join(map(str, divisors)),
            near=near,
        )
    if model.kind == "encoder-decoder" and tensor > 1:
        checks.note("tensor_parallel", "no engine splits T5's layers", allowed="pipeline_parallel")
    if parallel.sharding is not None:
        checks.note("sharding", f"{parallel.sharding} is for training", allowed="none")


def check_images(model: Architecture, images: int | None, checks: Checks) -> int:
    """Return the images per sequence, 1 by default for a vision model."""
    if model.kind != "vision":
        if images:
            checks.note("images", f"{model.name} reads no images", allowed="0")
        return 0
    return 1 if images is None else images


def inference_memory(
    model: Architecture, job: BatchInference, parallel: Parallel, constants: Constants
) -> Memory:
    """Return the memory of one GPU while a batch is generated."""
    checks = Checks("batch_inference")
    check_parallel(model, parallel, checks)
    images = check_images(model, job.images, checks)
    if model.kind == "encoder-decoder" and job.attention in ("sdpa", "flash"):
        checks.note("attention", "T5 adds a position bias: eager only", allowed="eager")
    checks.finish()
    told = [
        f"{name} = {value}"
        for name, given, value in (
            ("prompt_length", job.prompt_length, 512),
            ("new_tokens", job.new_tokens, 128),
        )
        if given is None
    ]
    if model.kind == "vision" and job.images is None:
        told.append("images = 1 per sequence, all tiles")
    prompt, new = job.prompt_length or 512, job.new_tokens or 128
    width = 4 if job.precision == "fp32" else 2
    rows = job.batch_per_gpu * job.beams
    tensor, gpus = parallel.tensor_parallel, parallel.replica_gpus
    cache = rows * (prompt + new) * model.kv_bytes_per_token(width)
    cache += job.batch_per_gpu * images * model.kv_bytes_per_image(width)
    work = work_bytes(model, job, prompt, width) / tensor
    if job.precision == "nf4":
        work += model.largest_linear * width / tensor
    vision = 0.0
    if isinstance(model, Vision):
        every = images * job.batch_per_gpu
        vision = vision_layers.features_bytes(model, every, width)
        # the encoder runs before the cache is there
        vision = max(vision, vision_layers.forward_bytes(model, every, width) / tensor - cache)
    weights = weight_bytes(model, job.precision, constants)
    moments = {
        "weights": weights / gpus + _uneven(model, parallel, weights),
        "kv_cache": cache / (min(tensor, model.kv_head_count) * parallel.pipeline_parallel),
        "activations": work,
        "loss": rows * model.vocabulary * float(width + 4) / tensor,
        "vision": vision,
    }
    peak = sum(moments.values()) / GIB
    single = gpus == 1
    framework = constants.single_constant_gib if single else constants.sharded_constant_gib
    return Memory(
        parts={name: value / GIB for name, value in moments.items() if value},
        phase="generation",
        phases={"generation": peak},
        factor=constants.single_factor,
        framework_gib=framework,
        tight_factor=min(constants.single_factor, constants.tight_factor),
        host_gib=host.inference_host_bytes(
            model.parameters,
            float(width),
            constants.host_load_factor,
        )
        / GIB,
        assumptions=(f"batch_per_gpu = {job.batch_per_gpu}, weights in {job.precision}", *told),
    )


def _uneven(model: Architecture, parallel: Parallel, weights: float) -> float:
    """Return what the fullest GPU of a pipeline has above its share: layers stay whole, and
    accelerate's `device_map` allows each GPU a layer more."""
    if parallel.pipeline_parallel == 1:
        return 0.0
    return weights * model.largest_layer / model.parameters


def work_bytes(model: Architecture, job: BatchInference, prompt: int, width: int) -> float:
    """Return what one layer takes while the prompt passes: feed-forward block or attention."""
    tokens = job.batch_per_gpu * prompt
    h, f, inner = model.hidden, model.feed_forward, model.inner
    square = model.heads * job.batch_per_gpu * prompt**2
    if isinstance(model, EncoderDecoder):
        # position bias, scores, their fp32 copy and softmax; int8 and 4 bits compute in 16 bits
        scores = square * (2 * width + (4 if width == 4 else 8))  # noqa: PLR2004
        attention = tokens * width * (2 * h + 3 * inner) + scores
        feed_forward = tokens * width * (2 * h + (3 if model.gated else 2) * f)
        return float(max(attention, feed_forward + square * width))
    keys = 2 * inner
    attention = tokens * (4 * h + width * (2 * h + 2 * inner + keys))
    if job.attention == "eager":
        attention += square * (width + 8)
    gated = 3 if not isinstance(model, DecoderOnly) or model.gated else 2
    return float(max(attention, tokens * width * (2 * h + gated * f)))
