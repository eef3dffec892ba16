"""Activations of the image encoder: local and gated global layers over all tiles.

In bf16 a local layer saves 32 widths of bytes per token, a global one 36 (measured); its
attention takes a mask over all pairs of tokens that every layer shares.
"""

from modelstacks.sizing.architecture import Vision
from modelstacks.sizing.memory.saved import LayerBytes, Rules


def tower_layer(model: Vision, rules: Rules) -> LayerBytes:
    """Return the bytes of an encoder layer, local and global averaged, for all images."""
    tower, width = model.tower, rules.width
    tokens = rules.settings.images * tower.padded_tokens
    h, f = tower.hidden, tower.feed_forward
    projections = 3 if rules.settings.autocast else 1
    per_token = 2 * rules.layer_norm(h) + width * (projections + 1) * h + width * 4 * h
    per_token += width * 2 * f + 2 * rules.stream * h * tower.global_layers / tower.layers
    return LayerBytes(
        saved=float(tokens * per_token),
        selective=float(tokens * (rules.stream * h + width * (6 * h + f))),
        work=float(tokens * width * (2 * f + h)),
        copies=tower.layers,
        entry=float(tokens * rules.stream * h),
    )


def shared_bytes(model: Vision, rules: Rules) -> float:
    """Return the attention mask, the features that enter the projector, and the image tokens."""
    tower, images, width = model.tower, rules.settings.images, rules.width
    mask = images * width * tower.padded_tokens**2
    return mask + features_bytes(model, images, width)


def features_bytes(model: Vision, images: int, width: int) -> float:
    """Return the joined features and the image tokens that the language model reads."""
    tower = model.tower
    return float(images * width * tower.tokens * (tower.feature + model.hidden))


def forward_bytes(model: Vision, images: int, width: int) -> float:
    """Return what the encoder takes at once when nothing is kept for a backward pass."""
    tower = model.tower
    tokens = images * tower.padded_tokens
    layer = tokens * width * (2 * tower.hidden + 2 * tower.feed_forward)
    kept = tower.feature_layers * tokens * width * tower.hidden
    return float(layer + kept + images * width * tower.padded_tokens**2)
