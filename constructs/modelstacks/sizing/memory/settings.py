"""A training job with every default filled in, checked against the model."""

from modelstacks.frozen import frozen
from modelstacks.sizing.architecture import Architecture, Targets
from modelstacks.sizing.memory import choices
from modelstacks.sizing.memory.checks import Checks
from modelstacks.sizing.memory.constants import Constants
from modelstacks.sizing.memory.fine_tune import FineTune
from modelstacks.sizing.memory.parallel import Parallel

WIDE = 4
"""Bytes of fp32."""

FREEZABLE = {
    "encoder-decoder": ("none", "encoder", "decoder", "embeddings"),
    "decoder-only": ("none", "embeddings"),
    "vision": ("none", "vision", "decoder", "embeddings"),
}


@frozen
class Settings:
    """What the formulas read: no `None` is left."""

    job: FineTune
    parallel: Parallel
    constants: Constants
    precision: choices.TrainingPrecision
    rank: int
    targets: Targets
    attention: choices.Attention
    freeze: choices.Freeze
    batch: int
    source: int
    """Tokens of a sequence; of its encoder side for a T5."""

    target: int
    """Tokens whose loss is computed: the decoder side for a T5, else all."""

    images: int
    """Images of the whole batch."""

    sharding: choices.Sharding | None
    """`None` on one GPU."""

    assumptions: tuple[str, ...]

    @property
    def frozen_base(self) -> bool:
        """Whether only adapters are trained."""
        return self.job.method != "full"

    @property
    def compute_width(self) -> int:
        """Bytes of a number in the matrix products."""
        return 4 if self.precision == "fp32" else 2

    @property
    def autocast(self) -> bool:
        """Whether torch.autocast casts weights or adapters; DeepSpeed and FSDP cast the model."""
        return self.precision in ("amp", "fp16") and not self.shards_weights_or_deepspeed

    @property
    def shards_weights_or_deepspeed(self) -> bool:
        """Whether an engine with a mixed precision of its own runs the step."""
        return self.sharding in ("zero1", "zero2", "zero3", "fsdp")

    @property
    def keeps_gradients(self) -> bool:
        """Whether gradients outlive a step: DeepSpeed has buffers for them; FSDP frees them."""
        return self.job.gradient_accumulation > 1 or self.sharding in ("zero1", "zero2", "zero3")

    @property
    def casts_frozen_weights(self) -> bool:
        """Whether autocast casts frozen fp32 weights, where a base is not loaded in 16 bits."""
        return self.autocast and self.job.method == "lora" and self.constants.frozen_width == WIDE

    @property
    def stream_width(self) -> int:
        """Bytes of a number in the residual stream: as wide as the embedding and the norms."""
        if self.precision == "fp32":
            return 4
        if self.job.method == "qlora":
            return 4 if self.constants.nf4_rest_width == WIDE else 2
        if self.frozen_base:
            return 4 if self.casts_frozen_weights else 2
        return 4 if self.autocast else 2


def fill_in(
    model: Architecture, job: FineTune, parallel: Parallel, constants: Constants
) -> Settings:
    """Return the job with its defaults; ConfigError with all that contradicts the model."""
    checks = Checks("fine_tune")
    told: list[str] = []
    _check_lengths(model, job, checks)
    if job.freeze and job.freeze not in FREEZABLE[model.kind]:
        allowed = ", ".join(FREEZABLE[model.kind])
        checks.note("freeze", f"a {model.kind} model has no {job.freeze} apart", allowed=allowed)
    if model.kind == "encoder-decoder" and job.attention in ("sdpa", "flash"):
        checks.note("attention", "T5 adds a position bias: eager only", allowed="eager")
    if parallel.replica_gpus > 1:
        checks.note("tensor_parallel", "parallel layers are for inference", allowed="1")
    if job.optimizer_in_backward and parallel.gpus > 1 and parallel.sharding != "fsdp":
        found = "an optimizer in the backward pass steps before gradients are shared"
        checks.note("optimizer_in_backward", found, allowed="false, one GPU, or fsdp")
    checks.finish()

    is_t5 = model.kind == "encoder-decoder"

    def default(name: str, given: object, value: object, why: str = "") -> object:
        if given is None:
            told.append(f"{name} = {value}" + (f" ({why})" if why else ""))
            return value
        return given

    batch = _whole(default("batch_per_gpu", job.batch_per_gpu, 8 if is_t5 else 1))
    if is_t5:
        source = _whole(default("source_length", job.source_length, 512))
        target = _whole(default("target_length", job.target_length, 128))
    else:
        source = target = _whole(default("sequence_length", job.sequence_length, 2048))
    if job.mean_length is not None:
        source = min(source, job.mean_length)
        target = target if is_t5 else source
        told.append(f"batches as long as {source} tokens; a longer one needs more")
    images = _whole(default("images", job.images, 1)) if model.kind == "vision" else 0
    precision = job.precision or ("bf16" if job.method != "full" else "amp")
    if job.precision is None:
        why = "fp32 weights under autocast" if precision == "amp" else "frozen weights in bf16"
        told.append(f"precision = {precision} ({why})")
    rank, targets = job.rank or 16, job.targets or "all-linear"
    if job.method != "full":
        default("rank", job.rank, rank)
        default("targets", job.targets, targets)
    attention: choices.Attention = job.attention or ("eager" if is_t5 else "sdpa")
    if job.attention is None:
        told.append(f"attention = {attention}" + (" (T5 has no other)" if is_t5 else ""))
    sharding = parallel.sharding if parallel.gpus > 1 else None
    if parallel.gpus > 1 and sharding is None:
        sharding = "zero3"
        told.append("sharding = zero3 (more than one GPU)")
    told += _fixed_assumptions(job, model, sharding, parallel)
    return Settings(
        job=job,
        parallel=parallel,
        constants=constants,
        precision=precision,
        rank=rank,
        targets=targets,
        attention=attention,
        freeze=job.freeze or "none",
        batch=batch,
        source=source,
        target=target,
        images=images * batch,
        sharding=sharding,
        assumptions=tuple(told),
    )


def _whole(value: object) -> int:
    return int(str(value))


def _check_lengths(model: Architecture, job: FineTune, checks: Checks) -> None:
    if model.kind == "encoder-decoder":
        if job.sequence_length is not None:
            found = "an encoder-decoder has two lengths"
            checks.note("sequence_length", found, allowed="source_length, target_length")
    else:
        for field in ("source_length", "target_length"):
            if getattr(job, field) is not None:
                found = f"a {model.kind} model has one length"
                checks.note(field, found, allowed="sequence_length")
    if job.images and model.kind != "vision":
        checks.note("images", f"{model.name} reads no images", allowed="0")
    longest = job.sequence_length or job.source_length
    if job.mean_length and longest and job.mean_length > longest:
        checks.note("mean_length", f"{job.mean_length} is longer than {longest}", allowed="less")


def _fixed_assumptions(
    job: FineTune, model: Architecture, sharding: choices.Sharding | None, parallel: Parallel
) -> list[str]:
    told = [f"optimizer = {job.optimizer}, {job.optimizer_loop}"]
    told.append(f"checkpointing = {job.checkpointing}, loss = {job.loss}")
    if job.optimizer == "sgd":
        told.append("SGD without momentum")
    if job.optimizer == "adafactor":
        told.append("Adafactor without momentum")
    if sharding == "ddp":
        told.append("DDP with gradient_as_bucket_view=True; without it the gradients count twice")
    if sharding == "zero3" and parallel.max_live_parameters is None:
        live = 2 * model.largest_layer + 2 * model.vocabulary * model.hidden
        told.append(f"stage3_max_live_parameters and stage3_max_reuse_distance = {live}")
    if model.kind == "vision" and job.method != "full":
        told.append("LoRA adapts the language model; the vision encoder is frozen")
    if model.kind == "vision":
        told.append("every image has all its tiles")
    return told
