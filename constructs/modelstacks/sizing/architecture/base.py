"""What every architecture can tell about itself."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from modelstacks.frozen import frozen
from modelstacks.sizing.architecture.linear import Linear, Targets

Kind = Literal["encoder-decoder", "decoder-only", "vision"]


@frozen
class Split:
    """Parameters by part; a part that a model lacks is 0."""

    embedding: int
    """Token embedding, shared with the head where it is tied, and its norm."""

    head: int
    """Output head of its own; 0 where it is tied to the embedding."""

    encoder: int = 0
    """Encoder layers with their relative bias and final norm."""

    decoder: int = 0
    """Decoder layers; in a vision model the self-attention layers and the final norm."""

    cross: int = 0
    """Cross-attention layers of a vision model."""

    vision: int = 0
    """Vision encoder."""

    projector: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        parts = (self.embedding, self.head, self.encoder, self.decoder)
        return sum(parts) + self.cross + self.vision + self.projector

    def as_mapping(self) -> Mapping[str, int]:
        """Return the parts by name, those the model has."""
        return {name: count for name, count in vars(self).items() if count}


@frozen
class Architecture(ABC):
    """A model as a record of dimensions. Counts are exact: shared tensors count once."""

    name: str
    """Catalog name, or whatever the user calls it."""

    hidden: int
    """Width of the residual stream (d_model)."""

    feed_forward: int
    heads: int
    head_dim: int
    """Width of one head; heads x head_dim need not be the hidden width."""

    vocabulary: int

    @property
    @abstractmethod
    def kind(self) -> Kind:
        """Which of the three shapes it has."""

    @property
    @abstractmethod
    def split(self) -> Split:
        """Parameters by part."""

    @property
    @abstractmethod
    def linears(self) -> tuple[Linear, ...]:
        """Linear layers by shape, the output head apart."""

    @property
    @abstractmethod
    def kv_elements_per_token(self) -> int:
        """Numbers in the self-attention cache per token: 2 x layers x kv_heads x head_dim."""

    @property
    @abstractmethod
    def largest_layer(self) -> int:
        """Parameters of the largest repeated layer: the unit that ZeRO-3 and FSDP gather."""

    @property
    @abstractmethod
    def kv_head_count(self) -> int:
        """Heads of the cache; fewer than `heads` under grouped-query attention."""

    @property
    @abstractmethod
    def tied(self) -> bool:
        """Whether the output head is the embedding."""

    @property
    def kv_elements_per_image(self) -> int:
        """Numbers that the cross-attention cache keeps per image; 0 without cross-attention."""
        return 0

    @cached_property
    def parameters(self) -> int:
        """Exact parameter count."""
        return self.split.total

    @cached_property
    def inner(self) -> int:
        """Width of all heads together."""
        return self.heads * self.head_dim

    @cached_property
    def largest_tensor(self) -> int:
        """Elements of the largest single tensor: an embedding or a linear layer."""
        return max(self.vocabulary * self.hidden, self.largest_linear)

    @cached_property
    def largest_linear(self) -> int:
        """Elements of the largest linear layer, the head apart: what NF4 unpacks at a time."""
        return max(row.inputs * row.outputs for row in self.linears)

    @cached_property
    def linear_parameters(self) -> int:
        """Weights of all linear layers, biases and the output head apart."""
        return sum(row.parameters for row in self.linears)

    def kv_bytes_per_token(self, width: int = 2) -> int:
        """Return bytes of self-attention cache per token; `width` bytes a number (bf16: 2)."""
        return self.kv_elements_per_token * width

    def kv_bytes_per_image(self, width: int = 2) -> int:
        """Return bytes of cross-attention cache per image of all its tiles."""
        return self.kv_elements_per_image * width

    def lora_parameters(self, rank: int, targets: Targets = "all-linear") -> int:
        """Return the parameters of LoRA adapters: sum of rank x (in + out) over the targets."""
        return sum(row.lora_parameters(rank) for row in self.linears if row.is_target(targets))

    def divides_heads(self, parallel: int) -> bool:
        """Whether tensor parallelism of this degree splits the attention heads evenly."""
        return self.heads % parallel == 0
