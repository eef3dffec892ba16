"""Activations of T5 layers: eager attention, dropout masks of a byte, a relative position bias.

In bf16 an encoder layer comes out as b·s·(22d + 8I + kf) + 7·a·b·s² with k = 5 for relu and 15
for gated gelu; a decoder layer adds its cross-attention over both lengths.
"""

from modelstacks.sizing.architecture import EncoderDecoder
from modelstacks.sizing.memory.saved import LayerBytes, Rules


def encoder_layer(model: EncoderDecoder, rules: Rules) -> LayerBytes:
    """Return the bytes of an encoder layer over a whole batch."""
    settings = rules.settings
    tokens, d, width = settings.batch * settings.source, model.hidden, rules.width
    square = model.heads * settings.batch * settings.source**2
    mlp = tokens * _mlp(model, rules)
    saved = tokens * _self_attention(model, rules) + mlp + square * _square_bytes(rules)
    selective = tokens * (rules.stream * d + width * (4 * model.inner + 2 * d + _wide(model)))
    selective += width * square
    return LayerBytes(
        saved=saved,
        selective=min(saved, float(selective)),
        work=_work(model, rules, tokens=tokens, square=square, mlp=mlp),
        copies=model.encoder_layers,
        entry=float(tokens * rules.stream * d),
    )


def decoder_layer(model: EncoderDecoder, rules: Rules) -> LayerBytes:
    """Return the bytes of a decoder layer over a whole batch."""
    settings = rules.settings
    tokens, d, width = settings.batch * settings.target, model.hidden, rules.width
    sources = settings.batch * settings.source
    own = model.heads * settings.batch * settings.target**2
    across = model.heads * settings.batch * settings.target * settings.source
    cross = rules.rms_norm(d, keeps_input=True) + rules.inputs(d, "q")
    cross += width * model.inner + rules.product_inputs(model.inner, "o") + rules.mask * d
    mlp = tokens * _mlp(model, rules)
    saved = tokens * (_self_attention(model, rules) + cross) + mlp
    saved += sources * width * 2 * model.inner + (own + across) * _square_bytes(rules)
    if rules.settings.autocast or rules.settings.job.lora_dropout:
        saved += sources * rules.inputs(d, "k", "v")
    selective = tokens * (rules.stream * d + width * (6 * model.inner + 3 * d + _wide(model)))
    selective += sources * width * 2 * model.inner + width * (own + across)
    return LayerBytes(
        saved=saved,
        selective=min(saved, float(selective)),
        work=_work(model, rules, tokens=tokens, square=max(own, across), mlp=mlp),
        copies=model.decoder_layers,
        entry=float(tokens * rules.stream * d),
    )


def shared_bytes(model: EncoderDecoder, rules: Rules) -> float:
    """Return what the layers share: the position biases and the encoder's output."""
    settings, width = rules.settings, rules.width
    lengths = settings.source**2 + settings.target**2 + settings.source * settings.target
    biases = width * model.heads * settings.batch * lengths
    return float(biases + settings.batch * settings.source * rules.stream * model.hidden)


def _square_bytes(rules: Rules) -> int:
    """Softmax in fp32, a mask of one byte, the dropped-out weights in compute width."""
    return 4 + rules.mask + rules.width


def _wide(model: EncoderDecoder) -> int:
    return (2 if model.gated else 1) * model.feed_forward


def _self_attention(model: EncoderDecoder, rules: Rules) -> float:
    d, width = model.hidden, rules.width
    norm = rules.rms_norm(d, keeps_input=True) + rules.inputs(d, "q", "k", "v")
    heads = 3 * width * model.inner + rules.product_inputs(model.inner, "o")
    return norm + heads + rules.mask * d


def _mlp(model: EncoderDecoder, rules: Rules) -> float:
    """Relu: its output and a dropout mask. Gated gelu, written out in Python: seven tensors."""
    d, f, width = model.hidden, model.feed_forward, rules.width
    into = ("gate", "up") if model.gated else ("up",)
    inner = (6 if model.gated else 1) * width * f + rules.mask * f
    norm = rules.rms_norm(d, keeps_input=True) + rules.inputs(d, *into)
    return norm + inner + rules.product_inputs(f, "down") + rules.mask * d


def _work(model: EncoderDecoder, rules: Rules, *, tokens: int, square: int, mlp: float) -> float:
    """Softmax's backward holds two fp32 copies while the feed-forward block is free again; the
    bias's gradient stays through the stack."""
    width = rules.width
    attention = square * (8 - (0 if width == 4 else width)) - mlp  # noqa: PLR2004
    wide = tokens * width * (2 * model.feed_forward + model.hidden)
    return max(float(attention), float(wide)) + width * square
