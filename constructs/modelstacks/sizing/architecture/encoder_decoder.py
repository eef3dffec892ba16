"""T5 and its kin: an encoder and a decoder with relative position bias."""

from functools import cached_property

from modelstacks.frozen import frozen
from modelstacks.sizing.architecture.base import Architecture, Kind, Split
from modelstacks.sizing.architecture.checks import check
from modelstacks.sizing.architecture.linear import Linear, attention, mlp


@frozen
class EncoderDecoder(Architecture):
    """T5 v1.0 (relu, tied), v1.1, FLAN, mT5 (gated, untied), uMT5 (bias in every layer).

    Closed forms, with I = heads x head_dim: encoder layer 4dI + g·d·f + 2d, decoder layer
    8dI + g·d·f + 3d, g = 3 when gated, else 2.
    """

    encoder_layers: int
    decoder_layers: int
    gated: bool = True
    shares_embedding: bool = False
    """Whether the head is the embedding (v1.0)."""

    relative_buckets: int = 32
    bias_per_layer: bool = False
    """Whether each layer has a relative bias of its own (uMT5) or each stack one (T5)."""

    def __post_init__(self) -> None:
        check(self, self.name)

    @property
    def kind(self) -> Kind:
        """An encoder-decoder."""
        return "encoder-decoder"

    @property
    def tied(self) -> bool:
        """Whether the output head is the embedding."""
        return self.shares_embedding

    @property
    def kv_head_count(self) -> int:
        """All heads: T5 has no grouped-query attention."""
        return self.heads

    @property
    def _mlp_parameters(self) -> int:
        return (3 if self.gated else 2) * self.hidden * self.feed_forward

    @property
    def encoder_layer(self) -> int:
        """Parameters of one encoder layer, the relative bias apart."""
        return 4 * self.hidden * self.inner + self._mlp_parameters + 2 * self.hidden

    @property
    def decoder_layer(self) -> int:
        """Parameters of one decoder layer, the relative bias apart."""
        return 8 * self.hidden * self.inner + self._mlp_parameters + 3 * self.hidden

    @property
    def largest_layer(self) -> int:
        """Parameters of a decoder layer."""
        return self.decoder_layer

    @cached_property
    def split(self) -> Split:
        """Parameters by part."""
        bias = self.relative_buckets * self.heads
        encoder_biases = self.encoder_layers if self.bias_per_layer else 1
        decoder_biases = self.decoder_layers if self.bias_per_layer else 1
        embedding = self.vocabulary * self.hidden
        return Split(
            embedding=embedding,
            head=0 if self.tied else embedding,
            encoder=self.encoder_layers * self.encoder_layer + encoder_biases * bias + self.hidden,
            decoder=self.decoder_layers * self.decoder_layer + decoder_biases * bias + self.hidden,
        )

    @cached_property
    def linears(self) -> tuple[Linear, ...]:
        """Linear layers by shape, the output head apart."""
        encoder, decoder = self.encoder_layers, self.decoder_layers
        d, inner, f = self.hidden, self.inner, self.feed_forward
        return (
            *attention(hidden=d, inner=inner, kv_inner=inner, stack="encoder", copies=encoder),
            *mlp(hidden=d, feed_forward=f, gated=self.gated, stack="encoder", copies=encoder),
            *attention(hidden=d, inner=inner, kv_inner=inner, stack="decoder", copies=decoder),
            *attention(
                hidden=d,
                inner=inner,
                kv_inner=inner,
                stack="decoder",
                copies=decoder,
                prefix="cross_",
            ),
            *mlp(hidden=d, feed_forward=f, gated=self.gated, stack="decoder", copies=decoder),
        )

    @property
    def kv_elements_per_token(self) -> int:
        """Per generated token; per source token the cross-attention cache keeps as many."""
        return 2 * self.decoder_layers * self.inner
