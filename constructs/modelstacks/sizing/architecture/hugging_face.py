"""From a Hugging Face `config.json` to dimensions."""

from collections.abc import Callable, Mapping
from typing import Any

from modelstacks.errors import ConfigError, Problem, listing, nearest
from modelstacks.sizing.architecture.base import Architecture
from modelstacks.sizing.architecture.config_reader import ConfigReader
from modelstacks.sizing.architecture.decoder_only import DecoderOnly
from modelstacks.sizing.architecture.encoder_decoder import EncoderDecoder
from modelstacks.sizing.architecture.vision import Vision, VisionTower


def read(config: Mapping[str, Any], *, name: str = "") -> Architecture:
    """Return the architecture; see `from_hugging_face`, which loads this module when asked."""
    if not isinstance(config, Mapping):
        found = f"{type(config).__name__} instead of an object with `model_type`"
        raise ConfigError([Problem(where="config.json", found=found)])
    model_type = config.get("model_type")
    if not isinstance(model_type, str) or model_type not in READERS:
        raise ConfigError([_unsupported(model_type)])
    reader = ConfigReader(config, "config.json", [])
    given = name or reader.text("_name_or_path", "") or model_type
    make = READERS[model_type](reader, given[:100])
    reader.finish()
    return make()


Maker = Callable[[], Architecture]


def _t5(reader: ConfigReader, name: str) -> Maker:
    layers = reader.integer("num_layers", "layers")
    projection = reader.text("feed_forward_proj", "relu")
    is_multilingual = reader.values["model_type"] != "t5"
    dimensions = {
        "hidden": reader.integer("d_model", "hidden"),
        "feed_forward": reader.integer("d_ff", "feed_forward"),
        "heads": reader.integer("num_heads", "heads"),
        "head_dim": reader.integer("d_kv", "head_dim", 64),
        "vocabulary": reader.integer("vocab_size", "vocabulary"),
        "encoder_layers": layers,
        "decoder_layers": reader.integer("num_decoder_layers", "layers", layers),
        "relative_buckets": reader.integer(
            "relative_attention_num_buckets", "relative_buckets", 32
        ),
    }
    gated = projection.startswith("gated-") or (is_multilingual and projection == "relu")
    tied = reader.boolean("tie_word_embeddings", not is_multilingual)
    per_layer = reader.values["model_type"] == "umt5"
    return lambda: EncoderDecoder(
        name=name, gated=gated, shares_embedding=tied, bias_per_layer=per_layer, **dimensions
    )


def _decoder(reader: ConfigReader) -> dict[str, Any]:
    """Read what the Llama-like configs agree on."""
    heads = reader.integer("num_attention_heads", "heads")
    hidden = reader.integer("hidden_size", "hidden", other="n_embed")
    return {
        "hidden": hidden,
        "feed_forward": reader.integer("intermediate_size", "feed_forward"),
        "heads": heads,
        "kv_heads": reader.integer("num_key_value_heads", "kv_heads", heads),
        "head_dim": reader.integer("head_dim", "head_dim", max(1, hidden // heads)),
        "vocabulary": reader.integer("vocab_size", "vocabulary"),
    }


def _llama(reader: ConfigReader, name: str) -> Maker:
    model_type = reader.values["model_type"]
    dimensions = {**_decoder(reader), "layers": reader.integer("num_hidden_layers", "layers")}
    tied = reader.boolean("tie_word_embeddings", False)
    attention_bias = model_type == "llama" and reader.boolean("attention_bias", False)
    mlp_bias = model_type == "llama" and reader.boolean("mlp_bias", False)
    _refuse_experts(reader)
    return lambda: DecoderOnly(
        name=name,
        shares_embedding=tied,
        qkv_bias=attention_bias or model_type == "qwen2",
        output_bias=attention_bias,
        mlp_bias=mlp_bias,
        **dimensions,
    )


def _gpt_neox(reader: ConfigReader, name: str) -> Maker:
    dimensions = {**_decoder(reader), "layers": reader.integer("num_hidden_layers", "layers")}
    tied = reader.boolean("tie_word_embeddings", False)
    bias = reader.boolean("attention_bias", True)
    return lambda: DecoderOnly(
        name=name,
        shares_embedding=tied,
        gated=False,
        norm="layer",
        qkv_bias=bias,
        output_bias=bias,
        mlp_bias=True,
        **dimensions,
    )


def _phi(reader: ConfigReader, name: str) -> Maker:
    dimensions = {**_decoder(reader), "layers": reader.integer("num_hidden_layers", "layers")}
    tied = reader.boolean("tie_word_embeddings", False)
    if reader.boolean("qk_layernorm", False):
        reader.note("qk_layernorm", "norms of q and k are not supported", allowed="false")
    return lambda: DecoderOnly(
        name=name,
        shares_embedding=tied,
        gated=False,
        norm="layer",
        norms_per_layer=1,
        qkv_bias=True,
        output_bias=True,
        mlp_bias=True,
        head_bias=True,
        **dimensions,
    )


def _bloom(reader: ConfigReader, name: str) -> Maker:
    other = "n_embed" if "n_embed" in reader.values else "n_embd"
    hidden = reader.integer("hidden_size", "hidden", other=other)
    heads = reader.integer("n_head", "heads", other="num_attention_heads")
    layers = reader.integer("n_layer", "layers", other="num_hidden_layers")
    vocabulary = reader.integer("vocab_size", "vocabulary")
    return lambda: DecoderOnly(
        name=name,
        hidden=hidden,
        feed_forward=4 * hidden,
        layers=layers,
        heads=heads,
        kv_heads=heads,
        head_dim=max(1, hidden // heads),
        vocabulary=vocabulary,
        shares_embedding=True,
        gated=False,
        norm="layer",
        qkv_bias=True,
        output_bias=True,
        mlp_bias=True,
        embedding_norm=True,
    )


def _mllama(reader: ConfigReader, name: str) -> Maker:
    text, image = reader.section("text_config"), reader.section("vision_config")
    dimensions = _decoder(text)
    layers = text.integer("num_hidden_layers", "layers", 40)
    cross = text.length("cross_attention_layers", "layers", 8)
    if not 0 < cross < layers:
        found = f"{cross} cross-attention layers of {layers}"
        text.note("cross_attention_layers", found, allowed="fewer than num_hidden_layers, not none")
    tower = _tower(image)
    return lambda: Vision(
        name=name,
        self_layers=layers - cross,
        cross_layers=cross,
        tower=VisionTower(**tower),
        **dimensions,
    )


def _tower(image: ConfigReader) -> dict[str, int]:
    tower = VisionTower
    return {
        "hidden": image.integer("hidden_size", "hidden", tower.hidden),
        "feed_forward": image.integer("intermediate_size", "feed_forward", tower.feed_forward),
        "heads": image.integer(
            "attention_heads", "heads", tower.heads, other="num_attention_heads"
        ),
        "local_layers": image.integer("num_hidden_layers", "local_layers", tower.local_layers),
        "global_layers": image.integer("num_global_layers", "global_layers", tower.global_layers),
        "image_size": image.integer("image_size", "image_size", 448),
        "patch_size": image.integer("patch_size", "patch_size", tower.patch_size),
        "channels": image.integer("num_channels", "channels", tower.channels),
        "tiles": image.integer("max_num_tiles", "tiles", tower.tiles),
        "aspect_ratios": image.length(
            "supported_aspect_ratios", "aspect_ratios", tower.aspect_ratios
        ),
        "feature_layers": image.length("intermediate_layers_indices", "feature_layers", 5) + 1,
    }


def _refuse_experts(reader: ConfigReader) -> None:
    for key in ("num_local_experts", "num_experts"):
        if reader.values.get(key) not in (None, 0, 1):
            reader.note(key, "mixtures of experts are not supported")


READERS: Mapping[str, Callable[[ConfigReader, str], Maker]] = {
    "t5": _t5,
    "mt5": _t5,
    "umt5": _t5,
    "llama": _llama,
    "mistral": _llama,
    "qwen2": _llama,
    "mllama": _mllama,
    "gpt_neox": _gpt_neox,
    "phi": _phi,
    "bloom": _bloom,
}


def _unsupported(model_type: object) -> Problem:
    allowed = listing(READERS)
    if not isinstance(model_type, str):
        kind = "missing" if model_type is None else f"{type(model_type).__name__} instead of text"
        return Problem(where="config.json.model_type", found=kind, allowed=allowed)
    shown = model_type if len(model_type) <= 60 else model_type[:57] + "..."  # noqa: PLR2004
    return Problem(
        where="config.json.model_type",
        found=f"`{shown}` is not supported",
        nearest=nearest(model_type[:60], READERS),
        allowed=allowed,
    )
