"""A `config.json` becomes dimensions, or one clear error."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelstacks.errors import ConfigError
from modelstacks.sizing.architecture import (
    EncoderDecoder,
    architecture,
    from_hugging_face,
    supported_model_types,
)

T5_11B = {
    "model_type": "t5",
    "d_model": 1024,
    "d_ff": 65536,
    "d_kv": 128,
    "num_heads": 128,
    "num_layers": 24,
    "vocab_size": 32128,
    "relative_attention_num_buckets": 32,
}
FLAN_XL = {
    "model_type": "t5",
    "d_model": 2048,
    "d_ff": 5120,
    "d_kv": 64,
    "num_heads": 32,
    "num_layers": 24,
    "num_decoder_layers": 24,
    "vocab_size": 32128,
    "feed_forward_proj": "gated-gelu",
    "tie_word_embeddings": False,
}
LLAMA_1B = {
    "model_type": "llama",
    "hidden_size": 2048,
    "intermediate_size": 8192,
    "num_hidden_layers": 16,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "head_dim": 64,
    "vocab_size": 128256,
    "tie_word_embeddings": True,
}
QWEN_7B = {
    "model_type": "qwen2",
    "hidden_size": 3584,
    "intermediate_size": 18944,
    "num_hidden_layers": 28,
    "num_attention_heads": 28,
    "num_key_value_heads": 4,
    "vocab_size": 152064,
    "tie_word_embeddings": False,
}
MLLAMA_11B: dict[str, Any] = {
    "model_type": "mllama",
    "text_config": {
        "hidden_size": 4096,
        "intermediate_size": 14336,
        "num_hidden_layers": 40,
        "cross_attention_layers": [3, 8, 13, 18, 23, 28, 33, 38],
        "num_attention_heads": 32,
        "num_key_value_heads": 8,
        "vocab_size": 128256,
    },
    "vision_config": {
        "hidden_size": 1280,
        "intermediate_size": 5120,
        "attention_heads": 16,
        "num_hidden_layers": 32,
        "num_global_layers": 8,
        "image_size": 560,
        "patch_size": 14,
        "max_num_tiles": 4,
        "supported_aspect_ratios": [[1, 1]] * 8,
        "intermediate_layers_indices": [3, 7, 15, 23, 30],
    },
}
# published totals of the shapes that we do not ship
PHI_1_5 = {
    "model_type": "phi",
    "hidden_size": 2048,
    "intermediate_size": 8192,
    "num_hidden_layers": 24,
    "num_attention_heads": 32,
    "vocab_size": 51200,
}
PYTHIA_6_9B = {
    "model_type": "gpt_neox",
    "hidden_size": 4096,
    "intermediate_size": 16384,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "vocab_size": 50432,
}
BLOOM_7B1 = {
    "model_type": "bloom",
    "n_embed": 4096,
    "n_head": 32,
    "n_layer": 30,
    "vocab_size": 250880,
}


@pytest.mark.parametrize(
    ("config", "name"),
    [
        (T5_11B, "t5-11b"),
        (FLAN_XL, "flan-t5-xl"),
        (LLAMA_1B, "llama-3.2-1b"),
        (QWEN_7B, "qwen2.5-7b"),
        (MLLAMA_11B, "llama-3.2-11b-vision"),
        (BLOOM_7B1, "bloom-7b1"),
    ],
)
def test_a_config_gives_what_we_ship(config: dict[str, Any], name: str) -> None:
    assert from_hugging_face(config, name=name) == architecture(name)


@pytest.mark.parametrize(
    ("config", "parameters"),
    [(PHI_1_5, 1_418_270_720), (PYTHIA_6_9B, 6_857_302_016)],
)
def test_other_shapes_give_their_published_totals(config: dict[str, Any], parameters: int) -> None:
    assert from_hugging_face(config).parameters == parameters


def test_mt5_is_gated_and_untied_without_being_told() -> None:
    config = {**T5_11B, "model_type": "mt5", "vocab_size": 250112}
    model = from_hugging_face(config)
    assert isinstance(model, EncoderDecoder)
    assert model.gated
    assert not model.tied


@pytest.mark.parametrize(
    ("model_type", "near"), [("qwen3", "qwen2"), ("lama", "llama"), ("mixtral", "mistral")]
)
def test_an_unsupported_type_is_refused_by_name(model_type: str, near: str) -> None:
    with pytest.raises(ConfigError) as caught:
        from_hugging_face({**LLAMA_1B, "model_type": model_type})
    (problem,) = caught.value.problems
    assert f"`{model_type}` is not supported" in problem.found
    assert problem.nearest == near


@pytest.mark.parametrize(
    "hostile", [None, [], "llama", 3, {}, {"model_type": None}, {"model_type": ["llama"]}]
)
def test_what_is_no_config_is_refused(hostile: Any) -> None:
    with pytest.raises(ConfigError):
        from_hugging_face(hostile)


@pytest.mark.parametrize(
    "value",
    [-1, 0, True, 1.5, float("nan"), float("inf"), 10**4000, "4096", [1], {"a": 1}, None],
)
def test_a_hostile_value_is_named_with_its_range(value: object) -> None:
    with pytest.raises(ConfigError) as caught:
        from_hugging_face({**LLAMA_1B, "hidden_size": value})
    problem = caught.value.problems[0]
    assert problem.where == "config.json.hidden_size"
    assert problem.allowed == "1 to 262144"
    assert len(str(caught.value)) < 400


def test_all_problems_are_told_at_once() -> None:
    config = {
        "model_type": "llama",
        "hidden_size": "x",
        "num_attention_heads": -2,
        "vocab_sizee": 3,
    }
    with pytest.raises(ConfigError) as caught:
        from_hugging_face(config)
    problems = {problem.where: problem for problem in caught.value.problems}
    assert {
        "config.json.hidden_size",
        "config.json.num_attention_heads",
        "config.json.intermediate_size",
        "config.json.num_hidden_layers",
        "config.json.vocab_size",
    } == set(problems)
    assert problems["config.json.vocab_size"].nearest == "vocab_sizee"


def test_kv_heads_must_divide_the_heads() -> None:
    with pytest.raises(ConfigError, match="do not divide"):
        from_hugging_face({**LLAMA_1B, "num_key_value_heads": 7})


def test_a_mixture_of_experts_is_refused() -> None:
    with pytest.raises(ConfigError, match="mixtures of experts"):
        from_hugging_face({**LLAMA_1B, "num_local_experts": 8})


@pytest.mark.parametrize("section", [None, [], "x", 3])
def test_a_vision_config_without_its_sections_is_refused_briefly(section: object) -> None:
    with pytest.raises(ConfigError) as caught:
        from_hugging_face({**MLLAMA_11B, "vision_config": section})
    assert [problem.where for problem in caught.value.problems] == ["config.json.vision_config"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=8), children, max_size=3)
    ),
    max_leaves=6,
)
CONFIGS = [T5_11B, FLAN_XL, LLAMA_1B, QWEN_7B, MLLAMA_11B, PHI_1_5, PYTHIA_6_9B, BLOOM_7B1]


@given(st.data())
def test_any_config_gives_a_model_or_one_error(data: st.DataObject) -> None:
    config = dict(data.draw(st.sampled_from(CONFIGS)))
    keys = data.draw(st.lists(st.sampled_from(sorted(config)), max_size=3, unique=True))
    for key in keys:
        config[key] = data.draw(JSON)
    try:
        model = from_hugging_face(config)
    except ConfigError as error:
        assert error.problems  # noqa: PT017
    else:
        assert model.parameters > 0
        assert config["model_type"] in supported_model_types()
