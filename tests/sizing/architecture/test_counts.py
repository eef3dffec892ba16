"""Parameter counts and cache sizes: exact, row by row."""

from dataclasses import replace

import pytest

from modelstacks.errors import ConfigError
from modelstacks.sizing.architecture import DecoderOnly, Vision, architecture, architecture_names

# name, parameters, KV bytes per token in bf16 (counted on instantiated models, 2026-11)
ROWS = [
    ("t5-small", 60_506_624, 12_288),
    ("t5-base", 222_903_552, 36_864),
    ("t5-large", 737_668_096, 98_304),
    ("t5-3b", 2_851_598_336, 393_216),
    ("t5-11b", 11_307_321_344, 1_572_864),
    ("flan-t5-small", 76_961_152, 12_288),
    ("flan-t5-base", 247_577_856, 36_864),
    ("flan-t5-large", 783_150_080, 98_304),
    ("flan-t5-xl", 2_849_757_184, 196_608),
    ("flan-t5-xxl", 11_135_332_352, 393_216),
    ("mt5-xxl", 12_921_057_280, 393_216),
    ("llama-3.2-1b", 1_235_814_400, 32_768),
    ("llama-3.2-1b-instruct", 1_235_814_400, 32_768),
    ("llama-3.2-3b", 3_212_749_824, 114_688),
    ("llama-3.2-3b-instruct", 3_212_749_824, 114_688),
    ("llama-3.2-11b-vision", 10_670_220_835, 131_072),
    ("llama-3.2-11b-vision-base", 10_642_941_475, 131_072),
    ("llama-3.2-90b-vision", 88_593_355_323, 327_680),
    ("llama-3.2-90b-vision-instruct", 88_593_355_323, 327_680),
    ("llama-3.1-8b", 8_030_261_248, 131_072),
    ("llama-3.1-70b", 70_553_706_496, 327_680),
    ("llama-3.1-405b", 405_853_388_800, 516_096),
    ("llama-2-7b", 6_738_415_616, 524_288),
    ("llama-2-13b", 13_015_864_320, 819_200),
    ("llama-2-70b", 68_976_648_192, 327_680),
    ("mistral-7b-v0.1", 7_241_732_096, 131_072),
    ("mistral-7b-v0.3", 7_248_023_552, 131_072),
    ("mistral-nemo-12b", 12_247_782_400, 163_840),
    ("qwen2.5-0.5b", 494_032_768, 12_288),
    ("qwen2.5-1.5b", 1_543_714_304, 28_672),
    ("qwen2.5-3b", 3_085_938_688, 36_864),
    ("qwen2.5-7b", 7_615_616_512, 57_344),
    ("qwen2.5-14b", 14_770_033_664, 196_608),
    ("qwen2.5-32b", 32_763_876_352, 262_144),
    ("qwen2.5-72b", 72_706_203_648, 327_680),
    ("bloom-7b1", 7_069_016_064, 491_520),
]


@pytest.mark.parametrize(("name", "parameters", "kv_bytes"), ROWS)
def test_parameters_and_cache_are_exact(name: str, parameters: int, kv_bytes: int) -> None:
    model = architecture(name)
    assert model.parameters == parameters
    assert model.kv_bytes_per_token() == kv_bytes


def test_every_shipped_model_has_a_row() -> None:
    assert sorted(architecture_names()) == sorted(name for name, _, _ in ROWS)


@pytest.mark.parametrize(
    ("name", "encoder", "decoder"),
    [
        ("t5-3b", 1_208_010_752, 1_610_688_512),
        ("t5-11b", 4_831_892_480, 6_442_529_792),
        ("flan-t5-xl", 1_157_729_280, 1_560_431_616),
        ("flan-t5-xxl", 4_630_714_368, 6_241_425_408),
    ],
)
def test_t5_is_split_into_encoder_and_decoder(name: str, encoder: int, decoder: int) -> None:
    split = architecture(name).split
    assert (split.encoder, split.decoder) == (encoder, decoder)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        (
            "llama-3.2-11b-vision",
            (863_567_379, 31_461_376, 6_979_584_000, 1_744_898_064, 525_369_344, 525_336_576),
        ),
        (
            "llama-3.2-90b-vision",
            (863_567_379, 62_922_752, 68_452_352_000, 17_113_093_160, 1_050_738_688, 1_050_673_152),
        ),
    ],
)
def test_a_vision_model_is_split_into_its_parts(name: str, parts: tuple[int, ...]) -> None:
    model = architecture(name)
    split = model.split
    layers = split.decoder - model.hidden
    found = (split.vision, split.projector, layers, split.cross, split.embedding, split.head)
    assert found == parts
    assert split.total == model.parameters


@pytest.mark.parametrize(
    ("name", "mib"),
    [
        ("llama-3.2-11b-vision", 200.1),
        ("llama-3.2-11b-vision-base", 128.1),
        ("llama-3.2-90b-vision", 500.3),
        ("llama-3.2-1b", 0.0),
    ],
)
def test_the_cross_attention_cache_is_per_image(name: str, mib: float) -> None:
    assert architecture(name).kv_bytes_per_image() / 2**20 == pytest.approx(mib, abs=0.05)


@pytest.mark.parametrize(
    ("name", "millions"),
    [
        ("t5-small", 2.2),
        ("t5-base", 6.5),
        ("t5-large", 17.3),
        ("t5-3b", 50.3),
        ("t5-11b", 182.5),
        ("flan-t5-small", 2.6),
        ("flan-t5-base", 6.8),
        ("flan-t5-large", 18.3),
        ("flan-t5-xl", 35.4),
        ("flan-t5-xxl", 70.8),
        ("llama-3.2-1b", 11.3),
        ("llama-3.2-3b", 24.3),
        ("llama-3.2-11b-vision", 52.4),
        ("llama-3.2-90b-vision", 258.9),
        ("llama-3.1-8b", 41.9),
        ("llama-3.1-70b", 207.1),
        ("mistral-7b-v0.3", 41.9),
        ("qwen2.5-7b", 40.4),
        ("qwen2.5-32b", 134.2),
    ],
)
def test_lora_of_all_linear_layers_at_rank_16(name: str, millions: float) -> None:
    assert architecture(name).lora_parameters(16) / 1e6 == pytest.approx(millions, abs=0.05)


def test_lora_of_q_and_v_at_rank_8_counts_what_a_published_run_printed() -> None:
    # litgpt, Llama 2 7B: 4,194,304 trainable parameters
    assert architecture("llama-2-7b").lora_parameters(8, "q-v") == 4_194_304


def test_lora_targets_are_parts_of_all_linear() -> None:
    model = architecture("t5-base")
    attention, mlp = model.lora_parameters(4, "attention"), model.lora_parameters(4, "mlp")
    assert attention + mlp == model.lora_parameters(4)
    assert model.lora_parameters(4, "q-v") == attention / 2


@pytest.mark.parametrize("name", architecture_names())
def test_linears_and_vectors_make_up_the_whole(name: str) -> None:
    # embeddings, head and linears are all but the norms, biases and position tables
    model = architecture(name)
    matrices = model.linear_parameters + model.split.head + model.split.embedding
    assert 0.98 < matrices / model.parameters <= 1


def test_an_alias_is_the_same_model() -> None:
    assert architecture("mt0-xxl") is not None
    assert architecture("mt0-xxl").parameters == architecture("mt5-xxl").parameters


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"did you mean: t5-11b"):
        architecture("t5-11bb")


def test_impossible_dimensions_are_told_all_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        DecoderOnly(
            name="odd",
            hidden=-1,
            feed_forward=10**30,
            layers=True,
            heads=6,
            kv_heads=4,
            head_dim=64,
            vocabulary=100,
        )
    wheres = {problem.where for problem in caught.value.problems}
    assert wheres == {"odd.hidden", "odd.feed_forward", "odd.layers", "odd.kv_heads"}


def test_a_vision_model_without_cross_layers_is_refused() -> None:
    model = architecture("llama-3.2-11b-vision")
    assert isinstance(model, Vision)
    with pytest.raises(ConfigError, match="cross_layers"):
        replace(model, cross_layers=0)
