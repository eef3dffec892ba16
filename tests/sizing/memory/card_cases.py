"""Steps that run on a real card: T5-base and Llama-3.2-1B with random weights."""

import json
from pathlib import Path
from typing import Any

from modelstacks.sizing.architecture import architecture
from modelstacks.sizing.memory import FineTune, Parallel, default_constants, estimate

RECORDED = Path(__file__).with_name("cards.json")
# transformers from 4.45 on returns 16-bit logits
CONSTANTS = default_constants().with_values({"returned_logit_width": 2})

Case = dict[str, Any]


def cases() -> list[Case]:
    """Return the sweep: method, checkpointing, batch and length of both models."""
    made: list[Case] = []
    for method in ("full", "lora"):
        for checkpointing in ("none", "full"):
            how: Case = {"method": method, "checkpointing": checkpointing, "precision": "bf16"}
            if method == "lora":
                how |= {"rank": 16, "targets": "all-linear"}
            for batch, source, target in ((4, 256, 64), (8, 512, 128), (16, 512, 128)):
                lengths = {"source_length": source, "target_length": target}
                made.append({"model": "t5-base", "batch_per_gpu": batch, **lengths, **how})
            for batch, length in ((1, 1024), (1, 2048), (2, 2048)):
                lengths = {"sequence_length": length}
                made.append({"model": "llama-3.2-1b", "batch_per_gpu": batch, **lengths, **how})
    return made


def job_of(case: Case) -> FineTune:
    """Return the case as a job with a fused AdamW."""
    return FineTune(**{name: value for name, value in case.items() if name != "model"})


def our_peak_gib(case: Case) -> float:
    """Return our peak of the case."""
    return estimate(architecture(case["model"]), job_of(case), Parallel(), CONSTANTS).peak_gib


def recorded() -> list[dict[str, Any]]:
    """Return the measured rows: case, card, torch, transformers, date, peak_gib."""
    rows: list[dict[str, Any]] = json.loads(RECORDED.read_text(encoding="utf-8"))["rows"]
    return rows
