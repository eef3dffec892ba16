"""A model as a record of dimensions, and what follows from it exactly."""

from modelstacks.sizing.architecture.base import Architecture, Kind, Split
from modelstacks.sizing.architecture.decoder_only import DecoderOnly
from modelstacks.sizing.architecture.encoder_decoder import EncoderDecoder
from modelstacks.sizing.architecture.hugging_face import from_hugging_face, supported_model_types
from modelstacks.sizing.architecture.library import architecture, architecture_names
from modelstacks.sizing.architecture.linear import TARGETS, Linear, Stack, Targets
from modelstacks.sizing.architecture.vision import Vision, VisionTower

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
