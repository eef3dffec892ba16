"""Range checks of dimensions, gathered so that every problem is told at once."""

from collections.abc import Mapping
from types import MappingProxyType

from modelstacks.errors import ConfigError, Problem

LIMITS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "hidden": (1, 2**18),
        "feed_forward": (1, 2**21),
        "layers": (1, 4096),
        "encoder_layers": (1, 4096),
        "decoder_layers": (1, 4096),
        "heads": (1, 4096),
        "kv_heads": (1, 4096),
        "head_dim": (1, 2**15),
        "vocabulary": (1, 2**25),
        "extra_embeddings": (0, 2**16),
        "relative_buckets": (1, 2**16),
        "norms_per_layer": (1, 4),
        "image_size": (1, 2**14),
        "patch_size": (1, 2**10),
        "channels": (1, 64),
        "tiles": (1, 256),
        "aspect_ratios": (1, 4096),
        "local_layers": (1, 4096),
        "global_layers": (0, 4096),
        "feature_layers": (1, 64),
    }
)
"""Lowest and highest plausible value of each dimension: far beyond any published model, and small
enough that a hostile number is told apart from a large one."""


def out_of_range(field: str, value: object) -> str:
    """Return what is wrong with `value`, or an empty string when it is a plausible whole number."""
    low, high = LIMITS[field]
    if isinstance(value, bool) or not isinstance(value, int):
        return f"{_short(value)} is not a whole number"
    return "" if low <= value <= high else f"{_short(value)} is out of range"


def check(owner: object, where: str, *rules: Problem) -> None:
    """Raise one ConfigError for every dimension out of range and every rule that was broken."""
    problems: list[Problem] = []
    for field, (low, high) in LIMITS.items():
        if hasattr(owner, field) and (found := out_of_range(field, getattr(owner, field))):
            problems.append(
                Problem(where=f"{where}.{field}", found=found, allowed=f"{low} to {high}")
            )
    if problems or rules:
        raise ConfigError([*problems, *rules])


def _short(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 200:  # noqa: PLR2004
        return f"a number of about 10^{int(value.bit_length() * 0.30103)}"
    text = repr(value) if isinstance(value, (int, float, str, bool)) else type(value).__name__
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004
