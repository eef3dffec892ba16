"""Weights, gradients and optimizer state: bytes per GPU, sharded or not.

Sources: arXiv:1910.02054 (ZeRO), DeepSpeed runtime/zero, arXiv:2106.09685 (LoRA),
arXiv:2305.14314 (NF4), bitsandbytes, arXiv:1804.04235 (Adafactor).
"""

from modelstacks.frozen import frozen
from modelstacks.sizing.architecture import Architecture, EncoderDecoder
from modelstacks.sizing.memory.constants import Constants
from modelstacks.sizing.memory.settings import Settings


@frozen
class States:
    """Bytes on one GPU, and what moved to the host."""

    weights: float
    whole_weights: float
    """Before they are sharded."""

    gradients: float
    """Of a whole backward pass; with an optimizer in the backward pass of its largest tensor."""

    optimizer: float
    step_work: float
    """Taken by the optimizer while it steps."""

    gathered: float
    """Weights that ZeRO-3 or FSDP gather while they are used."""

    buckets: float
    """Communication buckets of ZeRO."""

    offloaded: float
    """Moved to host memory, bytes per GPU."""

    trainable: int
    gradient_width: int
    """Bytes of one gradient."""


def states(model: Architecture, settings: Settings) -> States:
    """Return the states of one GPU."""
    trainable = trainable_parameters(model, settings)
    widths = _widths(settings)
    frozen = frozen_bytes(model, settings, trainable)
    weights = frozen + trainable * widths.weight
    gradients = float(trainable * widths.gradient)
    optimizer = optimizer_bytes(model, settings, trainable) + trainable * widths.master
    step_work = _step_work(model, settings, trainable, widths.state)
    whole_weights = weights
    gpus, sharding, offload = settings.parallel.gpus, settings.sharding, settings.parallel.offload
    if sharding in ("zero3", "fsdp"):
        weights /= gpus
    if sharding in ("zero2", "zero3", "fsdp"):
        gradients /= gpus
    if sharding in ("zero1", "zero2", "zero3", "fsdp"):
        optimizer, step_work = optimizer / gpus, step_work / gpus
    offloaded = 0.0
    if settings.job.optimizer == "paged-adamw-8bit":
        offloaded, optimizer = optimizer, 0.0
    if offload != "none":
        offloaded += optimizer + gradients
        optimizer = gradients = step_work = 0.0
    if offload == "all":
        offloaded, weights = offloaded + weights, 0.0
    if settings.job.optimizer_in_backward:
        gradients = float(_largest_trained(model, settings) * widths.gradient)
    return States(
        weights=weights,
        whole_weights=whole_weights,
        gradients=gradients,
        optimizer=optimizer,
        step_work=step_work,
        gathered=_gathered(model, settings),
        buckets=_buckets(model, settings),
        offloaded=offloaded,
        trainable=trainable,
        gradient_width=widths.gradient,
    )


def trainable_parameters(model: Architecture, settings: Settings) -> int:
    """Return the parameters that are trained: adapters, or all but the frozen part."""
    if settings.frozen_base:
        return model.lora_parameters(settings.rank, settings.targets)
    split = model.split
    if settings.freeze == "decoder":
        if model.kind == "vision":
            return split.vision + split.projector + split.cross
        return split.encoder + split.embedding
    frozen = {
        "none": 0,
        "embeddings": split.embedding,
        "vision": split.vision,
        "encoder": split.encoder + split.embedding,
    }
    return model.parameters - frozen[settings.freeze]


def frozen_bytes(model: Architecture, settings: Settings, trainable: int) -> float:
    """Return the bytes of the weights that are not trained."""
    constants = settings.constants
    if settings.job.method == "full":
        width = 4 if settings.precision == "fp32" else constants.frozen_width
        return (model.parameters - trainable) * width
    if settings.job.method == "lora":
        return model.parameters * (4 if settings.precision == "fp32" else constants.frozen_width)
    packed = nf4_packed(model, constants)
    kept = t5_kept_fp32(model, constants)
    rest = (model.parameters - packed - kept) * constants.nf4_rest_width
    return packed * constants.nf4_bytes + kept * 4 + rest


def nf4_packed(model: Architecture, constants: Constants) -> int:
    """Return the weights that bitsandbytes packs: every linear layer but the output head."""
    return model.linear_parameters - t5_kept_fp32(model, constants)


def t5_kept_fp32(model: Architecture, constants: Constants) -> int:
    """Return the weights of T5's `wo`, which transformers leaves in fp32 when it quantises."""
    if not isinstance(model, EncoderDecoder) or not constants.nf4_keeps_t5_down_fp32:
        return 0
    return sum(row.parameters for row in model.linears if row.name == "down")


def optimizer_bytes(model: Architecture, settings: Settings, trainable: int) -> float:
    """Return the optimizer's own state: moments, or Adafactor's rows and columns."""
    width = _widths(settings).state
    optimizer, constants = settings.job.optimizer, settings.constants
    if optimizer == "sgd":
        return 0.0
    if optimizer == "lion":
        return float(trainable * width)
    if optimizer == "adamw":
        return float(2 * trainable * width)
    share = trainable / model.parameters
    if settings.frozen_base:
        return trainable * (2 * (1 + 4 / constants.adam8_block)) if "8bit" in optimizer else 0.0
    matrices = model.linear_parameters + model.split.head + model.split.embedding
    vectors = model.parameters - matrices
    if optimizer == "adafactor":
        sides = sum((row.inputs + row.outputs) * row.copies for row in model.linears)
        sides += (1 if model.tied else 2) * (model.vocabulary + model.hidden)
        return 4.0 * share * (sides + vectors)
    packed = 2 * (1 + 4 / constants.adam8_block)
    embeddings = model.split.embedding
    rest = share * (matrices - embeddings) * packed + share * vectors * 8
    return rest + share * embeddings * max(packed, constants.adam8_embedding_width)


@frozen
class _Widths:
    """Bytes per trained parameter."""

    weight: int
    gradient: int
    state: int
    """Of one moment."""

    master: int = 0
    """Of what DeepSpeed keeps besides: fp32 weights and, sharded, fp32 gradients."""


def _widths(settings: Settings) -> _Widths:
    if settings.frozen_base:
        width = settings.constants.adapter_width
        return _Widths(weight=width, gradient=width, state=width)
    if settings.precision == "bf16":
        return _Widths(weight=2, gradient=2, state=2)
    if settings.precision == "fp32" or settings.sharding in (None, "ddp", "fsdp"):
        return _Widths(weight=4, gradient=4, state=4)
    # DeepSpeed: 2P + 18P/N with ZeRO-2, 18P/N with ZeRO-3, as its estimators charge
    if settings.sharding == "zero3":
        return _Widths(weight=2, gradient=4, state=4, master=4)
    if settings.sharding == "zero2":
        return _Widths(weight=2, gradient=6, state=4, master=4)
    return _Widths(weight=2, gradient=2, state=4, master=8)


def _step_work(model: Architecture, settings: Settings, trainable: int, width: int) -> float:
    """Return what a step takes on top: measured with fake tensors for AdamW."""
    job = settings.job
    largest = _largest_trained(model, settings)
    if job.optimizer == "adafactor":
        # of one tensor in fp32: update and square, of 16 bits gradient and weight too; a tensor of
        # a layer besides holds the update of the one before it
        work = 16.0 if width < 4 else 8.0  # noqa: PLR2004
        return max(largest * work, min(largest, model.largest_linear) * (work + 4))
    if job.optimizer in ("adamw-8bit", "paged-adamw-8bit", "sgd"):
        return 0.0
    if job.optimizer == "lion":
        return float(largest * width)
    if job.optimizer_loop == "fused":
        return 0.0
    one_by_one = 2.0 * largest * width
    whole = float(trainable * width)
    return (
        whole if job.optimizer_loop == "foreach" and not job.optimizer_in_backward else one_by_one
    )


def _largest_trained(model: Architecture, settings: Settings) -> int:
    if settings.frozen_base:
        rows = [row for row in model.linears if row.is_target(settings.targets)]
        return settings.rank * max(max(row.inputs, row.outputs) for row in rows)
    keeps_embedding = settings.freeze in ("encoder", "embeddings", "decoder")
    return model.largest_linear if keeps_embedding else model.largest_tensor


def _gathered(model: Architecture, settings: Settings) -> float:
    if settings.sharding not in ("zero3", "fsdp"):
        return 0.0
    constants, live = settings.constants, settings.parallel.max_live_parameters
    layers = constants.zero3_gathered_layers * model.largest_layer
    if live is not None:
        layers = max(layers, min(live, model.parameters))
    embeddings = constants.zero3_gathered_embeddings * model.vocabulary * model.hidden
    if settings.job.method == "qlora":
        # packed weights travel packed; each is unpacked at its product
        return layers * constants.nf4_bytes + embeddings * constants.nf4_rest_width
    return float((layers + embeddings) * settings.compute_width)


def _buckets(model: Architecture, settings: Settings) -> float:
    constants, parallel = settings.constants, settings.parallel
    if settings.sharding == "zero3":
        return float((parallel.bucket_elements or model.hidden**2) * settings.compute_width)
    if settings.sharding not in ("zero1", "zero2"):
        return 0.0
    elements = parallel.bucket_elements or constants.zero_bucket_elements
    factor = constants.zero_overlap_factor if parallel.overlap_comm else 1.0
    return factor * 2 * elements * settings.compute_width
