"""What autograd saves around linear layers and norms, in bytes per token.

Each rule was measured with saved-tensor hooks on transformers 4.46 (fake tensors, 2026-11): see
tests/sizing/memory/oracle.json.
"""

from modelstacks.frozen import frozen
from modelstacks.sizing.architecture import Stack
from modelstacks.sizing.memory.settings import Settings


@frozen
class LayerBytes:
    """Bytes of one layer for a whole batch."""

    saved: float
    """Kept from forward to backward without checkpointing."""

    selective: float
    """Kept when only what is not a matrix product is computed again."""

    work: float
    """Taken besides while the layer's backward runs."""

    copies: int
    """Layers of this kind."""

    entry: float
    """Its input: what full checkpointing keeps."""


@frozen
class Rules:
    """How one stack computes: what is trained there, and in which widths."""

    settings: Settings
    trains: bool
    """Whether the stack's own weights are trained."""

    stack: Stack

    @property
    def width(self) -> int:
        """Bytes of a number in matrix products."""
        return self.settings.compute_width

    @property
    def stream(self) -> int:
        """Bytes of a number in the residual stream."""
        return self.settings.stream_width

    def adapted(self, *names: str) -> int:
        """Return how many of these linear layers have an adapter."""
        if not self.settings.frozen_base or self.stack in ("vision", "projector"):
            return 0
        targets = self.settings.targets
        group = "mlp" if names[0] in ("gate", "up", "down") else "attention"
        if targets == "q-v":
            return sum(name in ("q", "v") for name in names)
        return len(names) if targets in ("all-linear", group) else 0

    @property
    def mask(self) -> int:
        """Bytes of a number in a dropout mask."""
        return self.settings.constants.dropout_mask_width

    def inputs(self, width: int, *names: str) -> float:
        """Bytes saved per token of an input `width` wide that these linear layers share.

        A trained layer saves its input for the weight's gradient. Under autocast each layer casts
        an fp32 stream by itself; each fp32 adapter casts a 16-bit one. Dropout in front of an
        adapter leaves a mask and a copy to each.
        """
        settings = self.settings
        if self.trains:
            casts = len(names) if settings.autocast and self.stream == 4 else 1  # noqa: PLR2004
            return float(self.width * width * casts)
        copies = self.adapter_copies(width, *names)
        keeps = settings.constants.nf4_saves_inputs and settings.job.method == "qlora"
        shared = keeps or (not copies and self.adapted(*names))
        return copies + (float(self.width * width) if shared else 0.0)

    def adapter_copies(self, width: int, *names: str) -> float:
        """Bytes per token that adapters keep of an input besides the input itself."""
        settings, adapters = self.settings, self.adapted(*names)
        if settings.job.lora_dropout:
            return float(adapters * (self.width + self.mask) * width)
        return float(adapters * self.width * width) if settings.autocast else 0.0

    def product_inputs(self, width: int, name: str) -> float:
        """Bytes saved per token of an input that a matrix product just made in compute width."""
        if self.trains:
            return float(self.width * width)
        return self.inputs(width, name)

    def rms_norm(self, width: int, *, keeps_input: bool = False) -> float:
        """Bytes saved per token by an RMSNorm as transformers writes it.

        It computes in fp32: a copy of a 16-bit input, or the input itself. A trained weight saves
        what it multiplies. T5 (`keeps_input`) multiplies the 16-bit input too.
        """
        if self.settings.job.compile:
            return float(self.stream * width)
        is_wide = self.stream == 4  # noqa: PLR2004
        saved = 4.0 * width
        if keeps_input and not is_wide:
            saved += self.stream * width
        return saved + (self.stream * width if self.trains else 0.0)

    def layer_norm(self, width: int) -> float:
        """Bytes saved per token by a LayerNorm: its input, in fp32 under autocast."""
        return float((4 if self.settings.autocast else self.stream) * width)
