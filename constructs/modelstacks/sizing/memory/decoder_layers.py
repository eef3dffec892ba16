"""Activations of decoder-only layers and of the cross-attention layers of a vision model.

A full fine-tune of a Llama in bf16 comes out as b·s·(8f + 24h), LoRA on all linear layers as
b·s·(8f + 20h), on q and v as b·s·(6f + 18h); eager attention adds 6·a·b·s².
"""

from modelstacks.sizing.architecture import DecoderOnly, Vision
from modelstacks.sizing.memory.saved import LayerBytes, Rules


def decoder_layer(model: DecoderOnly | Vision, rules: Rules, *, copies: int) -> LayerBytes:
    """Return the bytes of a self-attention layer over a whole batch."""
    settings = rules.settings
    tokens = settings.batch * settings.target
    h, width = model.hidden, rules.width
    per_token = norms(model, rules) + mlp_saved(model, rules) + rules.inputs(h, "q", "k", "v")
    attention, square, square_work = _attention(model, rules)
    selective = rules.stream * h + width * (2 * model.inner + 2 * model.kv_inner)
    selective += width * (2 * h + (2 if model_gated(model) else 1) * model.feed_forward)
    # of the attention, what its kernel returns: scores are a product, SDPA gives a sum per row
    scores = width * model.heads * settings.batch * settings.target**2
    selective_attention = scores if settings.attention == "eager" else 4 * model.heads * tokens
    saved = tokens * (per_token + attention) + square
    mlp_part = tokens * (mlp_saved(model, rules) + norms(model, rules) / 2)
    mlp_work = tokens * width * (2 * model.feed_forward + h)
    return LayerBytes(
        saved=saved,
        selective=min(saved, float(tokens * selective + selective_attention)),
        work=max(mlp_work, square_work + 2 * tokens * width * h - mlp_part, 0.0),
        copies=copies,
        entry=float(tokens * rules.stream * h),
    )


def cross_layer(model: Vision, rules: Rules) -> LayerBytes:
    """Return the bytes of a cross-attention layer over a whole batch and its images.

    Per image token 10·I when trained: keys are repeated to all heads before their norm, which
    works in fp32; values are repeated too. The image features themselves are shared.
    """
    settings = rules.settings
    tokens = settings.batch * settings.target
    image_tokens = settings.images * model.tower.tokens
    h, inner, width = model.hidden, model.inner, rules.width
    head_norm = 4 * inner + (width * inner if rules.trains else 0)
    text = norms(model, rules) + mlp_saved(model, rules) + rules.inputs(h, "q")
    text += head_norm + width * 2 * inner + 2 * rules.stream * h
    image = head_norm + 2 * width * inner
    saved = float(tokens * text + image_tokens * image)
    selective = tokens * width * (3 * h + 2 * inner + 2 * model.feed_forward)
    selective += image_tokens * width * 2 * inner
    return LayerBytes(
        saved=saved,
        selective=min(saved, float(selective)),
        work=float(
            max(
                tokens * width * (2 * model.feed_forward + h),
                image_tokens * (4 * inner + width * inner),
            )
        ),
        copies=model.cross_layers,
        entry=float(tokens * rules.stream * h),
    )


def model_gated(model: DecoderOnly | Vision) -> bool:
    """Whether the feed-forward block has a gate."""
    return model.gated if isinstance(model, DecoderOnly) else True


def norms(model: DecoderOnly | Vision, rules: Rules) -> float:
    """Bytes saved per token by the layer's norms."""
    if isinstance(model, DecoderOnly):
        one = rules.rms_norm if model.norm == "rms" else rules.layer_norm
        return model.norms_per_layer * one(model.hidden)
    return 2 * rules.rms_norm(model.hidden)


def mlp_saved(model: DecoderOnly | Vision, rules: Rules) -> float:
    """Bytes saved per token by the feed-forward block.

    Gated: gate, its activation and up, each f wide; else the activation's input. `down` saves its
    input where it is trained. A compiler computes all but the products again.
    """
    h, f, width = model.hidden, model.feed_forward, rules.width
    is_parallel = isinstance(model, DecoderOnly) and model.norms_per_layer == 1
    gated = model_gated(model)
    into = ("gate", "up") if gated else ("up",)
    shares_norm = is_parallel and rules.trains and not rules.settings.autocast
    entry = 0.0 if shares_norm else rules.inputs(h, *into)
    if rules.settings.job.compile:
        return entry + (2 if gated else 1) * width * f
    return entry + (3 if gated else 1) * width * f + rules.product_inputs(f, "down")


def _attention(model: DecoderOnly | Vision, rules: Rules) -> tuple[float, float, float]:
    """Return bytes per token, bytes that grow with the square, and work that does."""
    settings, width = rules.settings, rules.width
    repeats = settings.attention == "eager" or (
        settings.attention == "sdpa" and settings.constants.sdpa_repeats_kv
    )
    keys = model.inner if repeats and not settings.job.compile else model.kv_inner
    kept = width * (model.inner + 2 * keys)
    if settings.attention != "eager":
        out = width * model.inner + rules.adapter_copies(model.inner, "o")
        return kept + out + 4.0 * model.heads, 0.0, 0.0
    square = model.heads * settings.batch * settings.target**2
    saved = square * (4 if width == 4 else 6)  # noqa: PLR2004
    heads_out = rules.product_inputs(model.inner, "o")
    return kept + heads_out, float(saved), float(square * (8 if width == 4 else 6))  # noqa: PLR2004
