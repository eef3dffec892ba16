"""Bytes saved for backward: the closed forms that were measured, and the table made from them."""

import pytest

from modelstacks.sizing.architecture import DecoderOnly, architecture
from modelstacks.sizing.memory import FineTune, Parallel, default_constants
from modelstacks.sizing.memory.loss import loss_bytes
from modelstacks.sizing.memory.saved import LayerBytes
from modelstacks.sizing.memory.settings import Settings, fill_in
from modelstacks.sizing.memory.training import layer_bytes, stored_bytes

MIB, GIB = 2**20, 2**30
LSE = 4  # bytes per head and token that flash attention keeps


def settings_of(name: str, **options: object) -> Settings:
    job = FineTune(**{"batch_per_gpu": 1, "precision": "bf16", **options})  # type: ignore[arg-type]
    return fill_in(architecture(name), job, Parallel(), default_constants())


def layers_of(name: str, **options: object) -> tuple[LayerBytes, ...]:
    return layer_bytes(architecture(name), settings_of(name, **options))[0]


@pytest.mark.parametrize(
    ("options", "f", "h"),
    [
        ({}, 8, 24),
        ({"attention": "flash"}, 8, 21),
        ({"method": "lora"}, 8, 20),
        ({"method": "lora", "attention": "flash"}, 8, 17),
        ({"method": "lora", "targets": "q-v"}, 6, 18),
        ({"precision": "amp"}, 8, 34),
        ({"precision": "fp32"}, 16, 40),
        ({"method": "lora", "precision": "amp"}, 8, 28),
        ({"method": "lora", "lora_dropout": 0.05}, 9, 34),
    ],
)
def test_a_llama_layer_in_closed_form(options: dict[str, object], f: int, h: int) -> None:
    # given a model whose KV heads are a quarter of its heads, as the closed forms take
    model = architecture("llama-3.2-1b")
    assert isinstance(model, DecoderOnly)
    assert model.kv_heads * 4 == model.heads

    # when its layers are asked
    (layer,) = layers_of("llama-3.2-1b", sequence_length=2048, **options)

    # then each saves f feed-forward and h hidden widths of bytes per token
    per_token = layer.saved / 2048 - LSE * model.heads
    assert per_token == pytest.approx(f * model.feed_forward + h * model.hidden, rel=0.001)


@pytest.mark.parametrize(("precision", "bytes_each"), [("bf16", 6), ("fp32", 4)])
def test_eager_attention_keeps_the_square(precision: str, bytes_each: int) -> None:
    (eager,) = layers_of("llama-3.2-1b", attention="eager", precision=precision)
    (sdpa,) = layers_of("llama-3.2-1b", attention="sdpa", precision=precision)
    square = 32 * 2048**2
    lse = 2048 * LSE * 32
    # SDPA keeps its output besides, which eager keeps as the input of the next product
    assert eager.saved - sdpa.saved == pytest.approx(bytes_each * square - lse, rel=0.01)


@pytest.mark.parametrize(
    ("name", "encoder_mib", "decoder_mib"),
    [
        ("t5-small", 26, 9),
        ("t5-base", 40, 14),
        ("t5-large", 53, 19),
        ("t5-3b", 123, 46),
        ("t5-11b", 459, 170),
        ("flan-t5-small", 25, 9),
        ("flan-t5-base", 47, 16),
        ("flan-t5-large", 64, 22),
        ("flan-t5-xl", 124, 42),
        ("flan-t5-xxl", 247, 84),
    ],
)
def test_t5_layers(name: str, encoder_mib: int, decoder_mib: int) -> None:
    encoder, decoder = layers_of(name)
    assert encoder.saved / MIB == pytest.approx(encoder_mib, abs=0.5)
    assert decoder.saved / MIB == pytest.approx(decoder_mib, abs=0.5)


@pytest.mark.parametrize(
    ("name", "layer_mib", "none_gib", "full_gib"),
    [
        ("llama-3.2-1b", 224, 7.41, 4.04),
        ("llama-3.2-3b", 272, 11.35, 4.24),
        ("llama-3.1-8b", 416, 16.91, 4.41),
        ("llama-3.1-70b", 832, 68.91, 6.41),
        ("mistral-7b-v0.3", 416, 14.00, 1.50),
        ("qwen2.5-7b", 464, 17.33, 5.02),
        ("qwen2.5-32b", 672, 46.64, 5.89),
    ],
)
def test_decoder_layers_and_whole_models(
    name: str, layer_mib: int, none_gib: float, full_gib: float
) -> None:
    # one layer, and all that a forward pass of 2048 tokens leaves with the loss's peak
    (layer,) = layers_of(name)
    assert layer.saved / MIB == pytest.approx(layer_mib, rel=0.005)
    for checkpointing, gib in (("none", none_gib), ("full", full_gib)):
        settings = settings_of(name, checkpointing=checkpointing)
        loss = loss_bytes(architecture(name), settings).backward
        assert (stored_bytes(settings, (layer,)) + loss) / GIB == pytest.approx(gib, rel=0.01)


def test_the_loss_of_a_128k_vocabulary_is_2_mb_per_token() -> None:
    settings = settings_of("llama-3.2-1b")
    assert loss_bytes(architecture("llama-3.2-1b"), settings).backward / GIB == pytest.approx(
        3.91, abs=0.01
    )


def test_selective_checkpointing_lies_between() -> None:
    for name in ("llama-3.2-1b", "t5-base", "flan-t5-xl"):
        kept = [
            stored_bytes(settings_of(name, checkpointing=kind), layers_of(name))
            for kind in ("full", "selective", "none")
        ]
        assert kept == sorted(kept)
        assert len(set(kept)) == 3


def test_the_image_encoder_saves_32_or_36_widths_per_token() -> None:
    # measured on its layers; the reference's 56 is the language model's closed form
    model = architecture("llama-3.2-11b-vision")
    settings = settings_of("llama-3.2-11b-vision")
    (tower,) = layer_bytes(model, settings)[1]
    per_token = tower.saved / 6432 / 1280
    assert per_token == pytest.approx((32 * 32 + 36 * 8) / 40)


def test_a_frozen_image_encoder_keeps_nothing_for_backward() -> None:
    model = architecture("llama-3.2-11b-vision")
    for options in ({"method": "lora"}, {"freeze": "vision"}):
        assert layer_bytes(model, settings_of("llama-3.2-11b-vision", **options))[1] == ()


def test_compilation_recomputes_what_is_no_product() -> None:
    (plain,), (compiled,) = layers_of("llama-3.2-1b"), layers_of("llama-3.2-1b", compile=True)
    assert compiled.saved < 0.7 * plain.saved
