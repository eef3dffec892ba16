"""Llama 3.2 Vision: an image encoder, a projector, and a language model with cross-attention."""

from functools import cached_property

from modelstacks.errors import Problem
from modelstacks.frozen import frozen
from modelstacks.sizing.architecture.base import Architecture, Kind, Split
from modelstacks.sizing.architecture.checks import check
from modelstacks.sizing.architecture.decoder_only import kv_rule
from modelstacks.sizing.architecture.linear import Linear, attention, mlp

LAYER_NORM = 2
"""Parameters of a LayerNorm per hidden unit: weight and bias."""

PAD_TO = 8
"""The encoder pads each tile's patches to a multiple of this."""


@frozen
class VisionTower:
    """The image encoder: local layers, then gated global ones, over all tiles of an image."""

    hidden: int = 1280
    feed_forward: int = 5120
    heads: int = 16
    local_layers: int = 32
    global_layers: int = 8
    """Layers with two gates more."""

    image_size: int = 560
    """Pixels of a tile's side: 560, or 448 in the 11B base checkpoint."""

    patch_size: int = 14
    channels: int = 3
    tiles: int = 4
    """Tiles of an image at most; sizing takes all of them."""

    aspect_ratios: int = 8
    """Tile arrangements; each has an embedding, and one stands for none."""

    feature_layers: int = 6
    """Layers whose outputs are joined to one feature: five in between and the last."""

    def __post_init__(self) -> None:
        check(self, "vision_tower")

    @property
    def layers(self) -> int:
        """All layers."""
        return self.local_layers + self.global_layers

    @property
    def patches(self) -> int:
        """Tokens of one tile, its class token included."""
        return (self.image_size // self.patch_size) ** 2 + 1

    @property
    def tokens(self) -> int:
        """Tokens of an image that reach the language model."""
        return self.tiles * self.patches

    @property
    def padded_tokens(self) -> int:
        """Tokens of an image inside the encoder."""
        return self.tiles * (-(-self.patches // PAD_TO) * PAD_TO)

    @property
    def feature(self) -> int:
        """Width of the joined feature that enters the projector."""
        return self.feature_layers * self.hidden

    @cached_property
    def layer(self) -> int:
        """Parameters of a local layer: attention without biases, MLP with, two LayerNorms."""
        d, f = self.hidden, self.feed_forward
        return 4 * d * d + 2 * d * f + f + d + 2 * LAYER_NORM * d

    @cached_property
    def parameters(self) -> int:
        """Exact count: layers, patch, class, position and tile embeddings, two norms, gates."""
        d, ratios = self.hidden, self.aspect_ratios + 1
        patches = self.channels * self.patch_size**2 * d
        positions = 1 + self.patches * d + ratios * self.tiles * self.patches * d
        tile_embeddings = 2 * (1 + ratios * self.tiles * d)
        layers = self.layers * self.layer + 2 * self.global_layers
        return layers + patches + d + positions + tile_embeddings + 2 * LAYER_NORM * d


@frozen
class Vision(Architecture):
    """A Llama whose cross-attention layers read image tokens.

    A cross layer has 2dI + 2dK + 3df + 2d, two norms of q and k, and two gates. Its cache is
    per image; the self-attention cache counts the self layers alone.
    """

    self_layers: int
    cross_layers: int
    kv_heads: int
    tower: VisionTower
    extra_embeddings: int = 8
    """Rows that the embedding has and the head has not."""

    def __post_init__(self) -> None:
        problems = [
            Problem(where=f"{self.name}.{field}", found=f"{count!r}", allowed="1 to 4096")
            for field, count in (
                ("self_layers", self.self_layers),
                ("cross_layers", self.cross_layers),
            )
            if type(count) is not int or not 1 <= count <= 4096  # noqa: PLR2004
        ]
        check(self, self.name, *kv_rule(self), *problems)

    @property
    def kind(self) -> Kind:
        """A language model that reads images."""
        return "vision"

    @property
    def tied(self) -> bool:
        """Never: the head is its own."""
        return False

    @property
    def kv_head_count(self) -> int:
        """Heads of the cache."""
        return self.kv_heads

    @property
    def kv_inner(self) -> int:
        """Width of all KV heads together."""
        return self.kv_heads * self.head_dim

    @property
    def layers(self) -> int:
        """All language layers."""
        return self.self_layers + self.cross_layers

    @cached_property
    def self_layer(self) -> int:
        """Parameters of a self-attention layer."""
        d = self.hidden
        return 2 * d * self.inner + 2 * d * self.kv_inner + 3 * d * self.feed_forward + 2 * d

    @property
    def cross_layer(self) -> int:
        """Parameters of a cross-attention layer: two norms of a head and two gates more."""
        return self.self_layer + 2 * self.head_dim + 2

    @property
    def largest_layer(self) -> int:
        """Parameters of a cross-attention layer."""
        return self.cross_layer

    @cached_property
    def split(self) -> Split:
        """Parameters by part."""
        d = self.hidden
        return Split(
            embedding=(self.vocabulary + self.extra_embeddings) * d,
            head=self.vocabulary * d,
            decoder=self.self_layers * self.self_layer + d,
            cross=self.cross_layers * self.cross_layer,
            vision=self.tower.parameters,
            projector=self.tower.feature * d + d,
        )

    @cached_property
    def linears(self) -> tuple[Linear, ...]:
        """Linear layers by shape, the output head apart."""
        d, f, tower = self.hidden, self.feed_forward, self.tower
        language = tuple(
            row
            for stack, copies in (("decoder", self.self_layers), ("cross", self.cross_layers))
            for row in (
                *attention(
                    hidden=d,
                    inner=self.inner,
                    kv_inner=self.kv_inner,
                    stack="cross" if stack == "cross" else "decoder",
                    copies=copies,
                ),
                *mlp(
                    hidden=d,
                    feed_forward=f,
                    gated=True,
                    stack="cross" if stack == "cross" else "decoder",
                    copies=copies,
                ),
            )
        )
        width = tower.hidden
        return (
            *language,
            *attention(
                hidden=width, inner=width, kv_inner=width, stack="vision", copies=tower.layers
            ),
            *mlp(
                hidden=width,
                feed_forward=tower.feed_forward,
                gated=False,
                stack="vision",
                copies=tower.layers,
            ),
            Linear(
                name="projector",
                stack="projector",
                group="projector",
                inputs=tower.feature,
                outputs=d,
                copies=1,
            ),
        )

    @property
    def kv_elements_per_token(self) -> int:
        """Numbers that the cache keeps per token: the self layers alone."""
        return 2 * self.self_layers * self.kv_inner

    @property
    def kv_elements_per_image(self) -> int:
        """Numbers that the cross layers keep per image of all its tiles."""
        return 2 * self.cross_layers * self.kv_inner * self.tower.tokens
