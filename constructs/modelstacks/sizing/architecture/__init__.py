"""A model as a record of dimensions, and what follows from it exactly."""

from collections.abc import Mapping
from typing import Any

from modelstacks.sizing.architecture.base import Architecture, Kind, Split
from modelstacks.sizing.architecture.decoder_only import DecoderOnly
from modelstacks.sizing.architecture.encoder_decoder import EncoderDecoder
from modelstacks.sizing.architecture.library import architecture, architecture_names
from modelstacks.sizing.architecture.linear import TARGETS, Linear, Stack, Targets
from modelstacks.sizing.architecture.vision import Vision, VisionTower


def from_hugging_face(config: Mapping[str, Any], *, name: str = "") -> Architecture:
    """Return the architecture that a parsed `config.json` describes.

    `config` may hold anything; every problem is gathered into one ConfigError. A `model_type`
    without an exact closed form is refused by name. `name` is what the model shall be called; by
    default what the config calls it.
    """
    from modelstacks.sizing.architecture import hugging_face

    return hugging_face.read(config, name=name)


def supported_model_types() -> tuple[str, ...]:
    """Return the `model_type`s that can be read."""
    from modelstacks.sizing.architecture import hugging_face

    return tuple(hugging_face.READERS)


__all__ = [
    "TARGETS",
    "Architecture",
    "DecoderOnly",
    "EncoderDecoder",
    "Kind",
    "Linear",
    "Split",
    "Stack",
    "Targets",
    "Vision",
    "VisionTower",
    "architecture",
    "architecture_names",
    "from_hugging_face",
    "supported_model_types",
]
