"""The numbers that no dimension gives: margins, overheads and library defaults, as data."""

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from modelstacks.errors import ConfigError, Problem, listing, nearest
from modelstacks.frozen import frozen

DATA = Path(__file__).with_name("constants.json")


@frozen
class Constants:
    """One field per entry of constants.json, which tells each one's meaning, source and date."""

    single_factor: float
    single_constant_gib: float
    sharded_factor: float
    sharded_constant_gib: float
    nf4_factor: float
    nf4_constant_gib: float
    tight_factor: float
    adapter_width: int
    frozen_width: int
    nf4_block: int
    nf4_scale_block: int
    nf4_rest_width: int
    nf4_saves_inputs: bool
    nf4_keeps_t5_down_fp32: bool
    adam8_block: int
    adam8_embedding_width: float
    returned_logit_width: int
    dropout_mask_width: int
    chunked_logit_bytes: float
    chunked_compiled_logit_bytes: float
    fused_hidden_bytes: float
    compiled_logit_bytes: float
    offloaded_layers_on_gpu: int
    sdpa_repeats_kv: bool
    zero_bucket_elements: int
    zero_overlap_factor: float
    zero3_gathered_layers: int
    zero3_gathered_embeddings: int
    host_load_factor: float
    host_offload_factor: float
    serving_utilisation: float
    serving_tight_utilisation: float
    serving_weight_factor: float
    serving_base_gib: float
    serving_working_share: float
    serving_block_tokens: int
    serving_vision_gib: float

    def with_values(self, values: Mapping[str, Any]) -> "Constants":
        """Return these constants with some replaced; unknown or negative ones are refused."""
        names = [field.name for field in fields(self)]
        problems = [
            Problem(
                where=f"constants.{name}",
                found="no such constant",
                nearest=nearest(name, names),
                allowed=listing(names),
            )
            for name in values
            if name not in names
        ]
        problems += [
            Problem(where=f"constants.{name}", found=repr(value), allowed="a number, 0 or more")
            for name, value in values.items()
            if name in names and not (isinstance(value, (int, float)) and 0 <= value < float("inf"))
        ]
        if problems:
            raise ConfigError(problems)
        return replace(self, **values)

    @property
    def nf4_bytes(self) -> float:
        """Bytes per weight of NF4 with double quantisation: 4 bits and 0.127 bits of scales."""
        return 0.5 + 1 / self.nf4_block + 4 / (self.nf4_block * self.nf4_scale_block)


@cache
def default_constants() -> Constants:
    """Return the shipped constants."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    return Constants(**{name: row["value"] for name, row in data.items() if name != "as_of"})


def constant_sources() -> Mapping[str, str]:
    """Return where each constant comes from, by name."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    return {name: row["source"] for name, row in data.items() if name != "as_of"}
