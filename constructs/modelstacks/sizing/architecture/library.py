"""The architectures we ship, by name: models.json, read once."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from modelstacks.errors import ConfigError, Problem, listing, nearest
from modelstacks.sizing.architecture.base import Architecture
from modelstacks.sizing.architecture.decoder_only import DecoderOnly
from modelstacks.sizing.architecture.encoder_decoder import EncoderDecoder
from modelstacks.sizing.architecture.vision import Vision, VisionTower

DATA = Path(__file__).with_name("models.json")


@cache
def _rows() -> Mapping[str, Mapping[str, Any]]:
    rows = json.loads(DATA.read_text(encoding="utf-8"))["rows"]
    return {name: row for row in rows for name in (row["name"], *row["aliases"])}


@cache
def architecture(name: str) -> Architecture:
    """Return the dimensions of a shipped model, by name or alias; raise ConfigError otherwise."""
    row = _rows().get(name)
    if row is None:
        problem = Problem(
            where="model",
            found=f"no dimensions are known of `{name}`",
            nearest=nearest(name, _rows()),
            allowed=listing(architecture_names(), "`modelstacks models`"),
        )
        raise ConfigError([problem])
    return from_dimensions(row["name"], row["kind"], row["dimensions"])


@cache
def architecture_names() -> tuple[str, ...]:
    """Return the names of all shipped models, aliases apart."""
    return tuple(dict.fromkeys(row["name"] for row in _rows().values()))


def from_dimensions(name: str, kind: str, dimensions: Mapping[str, Any]) -> Architecture:
    """Return the architecture that a row of dimensions describes, as `models.json` writes it."""
    if kind == "encoder-decoder":
        return EncoderDecoder(name=name, **dimensions)
    if kind == "decoder-only":
        return DecoderOnly(name=name, **dimensions)
    tower = VisionTower(**dimensions["tower"])
    return Vision(name=name, **{**dimensions, "tower": tower})
