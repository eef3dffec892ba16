"""What a fine-tuning job is told."""

from modelstacks.frozen import frozen
from modelstacks.sizing.architecture import TARGETS, Targets
from modelstacks.sizing.memory import choices
from modelstacks.sizing.memory.checks import Checks


@frozen
class FineTune:
    """A training step. `None` stands for a default that the estimate fills in and tells."""

    method: choices.Method = "full"
    rank: int | None = None
    """Rank of the adapters, 1 to 4096. Default with LoRA: 16."""

    targets: Targets | None = None
    """Linear layers that are adapted. Default with LoRA: all of the language model."""

    lora_dropout: float = 0.0
    """Dropout in front of each adapter, 0 to 1; above 0 each one keeps a copy of its input."""

    optimizer: choices.Optimizer = "adamw"
    optimizer_loop: choices.OptimizerLoop = "fused"
    """`foreach` takes a copy of the weights while it steps, `loop` two of the largest tensor."""

    optimizer_in_backward: bool = False
    """Whether each gradient is applied and freed as soon as it is there."""

    precision: choices.TrainingPrecision | None = None
    """`bf16`: everything; `amp`: fp32 weights under bf16 autocast; `fp16`: the same in fp16.
    Default: `amp` for full, `bf16` with frozen weights."""

    batch_per_gpu: int | None = None
    """Sequences per GPU and step. Default: 8 for a T5, else 1."""

    sequence_length: int | None = None
    """Tokens of a sequence of a decoder-only or vision model. Default: 2048."""

    source_length: int | None = None
    """Encoder tokens of a T5. Default: 512."""

    target_length: int | None = None
    """Decoder tokens of a T5. Default: 128."""

    mean_length: int | None = None
    """Tokens that a sequence really has where batches are not packed. Default: full length."""

    checkpointing: choices.Checkpointing = "full"
    activation_offload: bool = False
    loss: choices.Loss = "eager"
    attention: choices.Attention | None = None
    """Default: eager for a T5, which has no other; else SDPA."""

    compile: bool = False
    gradient_accumulation: int = 1
    """Batches per step; above 1 the gradients stay between them."""

    freeze: choices.Freeze | None = None
    """Part that is not trained, with method `full`; `decoder` is what torchtune's recipe for
    Llama 3.2 Vision does. Default: nothing."""

    images: int | None = None
    """Images per sequence of a vision model. Default: 1."""

    def __post_init__(self) -> None:
        checks = Checks("fine_tune")
        for field in (
            "rank",
            "batch_per_gpu",
            "sequence_length",
            "source_length",
            "target_length",
            "mean_length",
            "gradient_accumulation",
            "images",
        ):
            checks.count(field, getattr(self, field))
        for field, allowed in (
            ("method", choices.METHODS),
            ("targets", tuple(TARGETS)),
            ("optimizer", choices.OPTIMIZERS),
            ("optimizer_loop", choices.OPTIMIZER_LOOPS),
            ("precision", choices.TRAINING_PRECISIONS),
            ("checkpointing", choices.CHECKPOINTINGS),
            ("loss", choices.LOSSES),
            ("attention", choices.ATTENTIONS),
            ("freeze", choices.FREEZES),
        ):
            checks.choice(field, getattr(self, field), allowed)
        checks.share("lora_dropout", self.lora_dropout)
        self._check_method(checks)
        checks.finish()

    def _check_method(self, checks: Checks) -> None:
        if self.method == "full":
            for field in ("rank", "targets"):
                if getattr(self, field) is not None:
                    checks.note(field, "full fine-tuning has no adapters", allowed="lora, qlora")
            if self.lora_dropout:
                checks.note("lora_dropout", "full fine-tuning has no adapters", allowed="0")
        elif self.freeze not in (None, "none"):
            checks.note("freeze", f"{self.method} freezes every weight already", allowed="none")
        if self.method == "qlora" and self.precision == "fp32":
            checks.note("precision", "4-bit weights compute in 16 bits", allowed="bf16, amp, fp16")
        if self.optimizer_in_backward and self.gradient_accumulation > 1:
            found = "an optimizer in the backward pass has no gradients to accumulate"
            checks.note("gradient_accumulation", found, allowed="1")
