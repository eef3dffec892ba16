"""What a batch inference job and an endpoint are told."""

from modelstacks.frozen import frozen
from modelstacks.sizing.memory import choices
from modelstacks.sizing.memory.checks import Checks


@frozen
class BatchInference:
    """Generation over a table. `None` stands for a default that the estimate fills in and tells."""

    batch_per_gpu: int = 16
    """Sequences at a time per replica."""

    prompt_length: int | None = None
    """Tokens that go in (a T5: the encoder's). Default: 512."""

    new_tokens: int | None = None
    """Tokens that come out. Default: 128."""

    beams: int = 1
    precision: choices.WeightPrecision = "bf16"
    """Width of the weights; the cache is fp32 with fp32 weights, else 16 bits."""

    attention: choices.Attention | None = None
    """Default: eager for a T5, which has no other; else SDPA."""

    images: int | None = None
    """Images per sequence of a vision model. Default: 1."""

    def __post_init__(self) -> None:
        checks = Checks("batch_inference")
        for field in ("batch_per_gpu", "prompt_length", "new_tokens", "beams", "images"):
            checks.count(field, getattr(self, field))
        checks.choice("precision", self.precision, choices.WEIGHT_PRECISIONS)
        checks.choice("attention", self.attention, choices.ATTENTIONS)
        checks.finish()


@frozen
class Serve:
    """An endpoint with a paged cache, as vLLM keeps it."""

    concurrency: int = 8
    """Sequences held at a time."""

    context: int | None = None
    """Tokens of a sequence, prompt and answer. Default: 4096; a T5: 512 + 128."""

    precision: choices.WeightPrecision = "bf16"
    images: int | None = None
    """Images per sequence of a vision model. Default: 1."""

    def __post_init__(self) -> None:
        checks = Checks("serve")
        for field in ("concurrency", "context", "images"):
            checks.count(field, getattr(self, field))
        checks.choice("precision", self.precision, choices.WEIGHT_PRECISIONS)
        checks.finish()
