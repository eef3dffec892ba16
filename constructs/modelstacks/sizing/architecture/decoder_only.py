"""Llama, Mistral, Qwen2 and the older GPT shapes: one causal stack."""

from functools import cached_property
from typing import Literal

from modelstacks.errors import Problem
from modelstacks.frozen import frozen
from modelstacks.sizing.architecture.base import Architecture, Kind, Split
from modelstacks.sizing.architecture.checks import check
from modelstacks.sizing.architecture.linear import Linear, attention, mlp


@frozen
class DecoderOnly(Architecture):
    """One causal stack. Closed form of a Llama layer, I = heads x head_dim, K = kv_heads x
    head_dim: 2dI + 2dK + 3df + 2d; biases of q, k, v (Qwen2) add I + 2K.
    """

    layers: int
    kv_heads: int
    shares_embedding: bool = False
    """Whether the head is the embedding."""

    gated: bool = True
    norm: Literal["rms", "layer"] = "rms"
    """RMSNorm has a weight; LayerNorm a weight and a bias."""

    norms_per_layer: int = 2
    """1 where attention and MLP run in parallel on one norm (phi)."""

    qkv_bias: bool = False
    output_bias: bool = False
    """Bias of the attention's output projection."""

    mlp_bias: bool = False
    head_bias: bool = False
    embedding_norm: bool = False
    """Whether a norm follows the embedding (BLOOM)."""

    def __post_init__(self) -> None:
        check(self, self.name, *kv_rule(self))

    @property
    def kind(self) -> Kind:
        """A decoder alone."""
        return "decoder-only"

    @property
    def tied(self) -> bool:
        """Whether the output head is the embedding."""
        return self.shares_embedding

    @property
    def kv_head_count(self) -> int:
        """Heads of the cache."""
        return self.kv_heads

    @property
    def kv_inner(self) -> int:
        """Width of all KV heads together."""
        return self.kv_heads * self.head_dim

    @property
    def norm_parameters(self) -> int:
        """Parameters of one norm."""
        return self.hidden * (2 if self.norm == "layer" else 1)

    @cached_property
    def layer(self) -> int:
        """Parameters of one layer."""
        d, f = self.hidden, self.feed_forward
        matrices = 2 * d * self.inner + 2 * d * self.kv_inner + (3 if self.gated else 2) * d * f
        biases = (self.inner + 2 * self.kv_inner) if self.qkv_bias else 0
        biases += d if self.output_bias else 0
        biases += (f * (2 if self.gated else 1) + d) if self.mlp_bias else 0
        return matrices + biases + self.norms_per_layer * self.norm_parameters

    @property
    def largest_layer(self) -> int:
        """Parameters of one layer: all are alike."""
        return self.layer

    @cached_property
    def split(self) -> Split:
        """Parameters by part."""
        embedding = self.vocabulary * self.hidden
        head = (0 if self.tied else embedding) + (self.vocabulary if self.head_bias else 0)
        return Split(
            embedding=embedding + (self.norm_parameters if self.embedding_norm else 0),
            head=head,
            decoder=self.layers * self.layer + self.norm_parameters,
        )

    @cached_property
    def linears(self) -> tuple[Linear, ...]:
        """Linear layers by shape, the output head apart."""
        return (
            *attention(
                hidden=self.hidden,
                inner=self.inner,
                kv_inner=self.kv_inner,
                stack="decoder",
                copies=self.layers,
            ),
            *mlp(
                hidden=self.hidden,
                feed_forward=self.feed_forward,
                gated=self.gated,
                stack="decoder",
                copies=self.layers,
            ),
        )

    @property
    def kv_elements_per_token(self) -> int:
        """Numbers that the cache keeps per token."""
        return 2 * self.layers * self.kv_inner


def kv_rule(model: Architecture) -> tuple[Problem, ...]:
    """Return the problem of KV heads that do not divide the heads, if there is one."""
    heads, kv_heads = model.heads, model.kv_head_count
    if not all(type(count) is int and count > 0 for count in (heads, kv_heads)):
        return ()
    if heads % kv_heads == 0:
        return ()
    found = f"{kv_heads} KV heads do not divide {heads} heads"
    return (Problem(where=f"{model.name}.kv_heads", found=found, allowed="a divisor of heads"),)
