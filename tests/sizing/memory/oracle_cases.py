"""The steps that fake tensors run, and what we say of the same steps.

Models are real in width and shrunken in depth (and, where layers shall set the peak, in
vocabulary). `oracle.json` holds what `fake_step.py` measured.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from modelstacks.sizing.architecture import (
    Architecture,
    DecoderOnly,
    EncoderDecoder,
    Vision,
    architecture,
)
from modelstacks.sizing.memory import FineTune, Parallel, default_constants, estimate
from modelstacks.sizing.memory.settings import fill_in
from modelstacks.sizing.memory.training import layer_bytes

RECORDED = Path(__file__).with_name("oracle.json")
MIB = 2**20
SHORT = 4
# the loop of fake_step.py holds the 16-bit logits of transformers 4.46
CONSTANTS = default_constants().with_values({"returned_logit_width": 2})

Case = dict[str, Any]

# 1536 tokens: no activation has the shape of a weight
LLAMA: Case = {"model": "llama-3.2-1b", "batch_per_gpu": 1, "sequence_length": 1536}
T5: Case = {"model": "t5-base", "batch_per_gpu": 8, "source_length": 512, "target_length": 128}
FLAN: Case = {**T5, "model": "flan-t5-base"}
LORA: Case = {"method": "lora", "rank": 16}

SAVED: list[Case] = [
    {**LLAMA, "precision": "bf16"},
    {**LLAMA, "precision": "fp32"},
    {**LLAMA, "precision": "amp"},
    {**LLAMA, "precision": "bf16", "attention": "eager"},
    {**LLAMA, **LORA, "precision": "bf16"},
    {**LLAMA, **LORA, "precision": "bf16", "targets": "q-v"},
    {**LLAMA, **LORA, "precision": "bf16", "lora_dropout": 0.05},
    {**LLAMA, **LORA, "precision": "amp"},
    {**T5, "precision": "bf16"},
    {**T5, "precision": "fp32"},
    {**T5, "precision": "amp"},
    {**T5, **LORA, "precision": "bf16", "targets": "q-v", "lora_dropout": 0.1},
    {**T5, **LORA, "precision": "fp32", "lora_dropout": 0.1},
    {**FLAN, "precision": "bf16"},
    {**FLAN, "precision": "fp32"},
]
"""Bytes saved for backward per layer (a T5: one of the encoder and one of the decoder)."""

SELECTIVE: list[Case] = [
    {**LLAMA, "precision": "bf16"},
    {**LLAMA, "precision": "fp32"},
    {**LLAMA, "precision": "amp"},
    {**LLAMA, "precision": "bf16", "attention": "eager"},
    {**T5, "precision": "bf16"},
    {**FLAN, "precision": "bf16"},
]
"""Bytes held per layer where matrix products and attention are kept, the rest computed again."""

ADAFACTOR: list[Case] = [
    {**LLAMA, "precision": "bf16", "optimizer": "adafactor"},
    {**LLAMA, "precision": "fp32", "optimizer": "adafactor"},
    {**LLAMA, "precision": "bf16", "optimizer": "adafactor", "vocabulary": 128},
    {**T5, "precision": "bf16", "optimizer": "adafactor"},
    {**T5, "precision": "fp32", "optimizer": "adafactor"},
]
"""Most bytes allocated while Adafactor steps: weights, gradients, state and work."""

PEAKS: list[Case] = [
    {**LLAMA, "precision": "bf16", "checkpointing": "none"},
    {**LLAMA, "precision": "bf16"},
    {**LLAMA, "precision": "bf16", "checkpointing": "none", "batch_per_gpu": 2},
    {**LLAMA, "precision": "fp32", "checkpointing": "none"},
    {**LLAMA, "precision": "amp", "checkpointing": "none"},
    {**LLAMA, "precision": "amp"},
    {**LLAMA, "precision": "bf16", "vocabulary": 128},
    {**LLAMA, "precision": "bf16", "vocabulary": 128, "checkpointing": "none"},
    {**LLAMA, "precision": "bf16", "vocabulary": 128, "attention": "eager"},
    {**LLAMA, "precision": "bf16", "sequence_length": 256, "optimizer": "adamw"},
    {
        **LLAMA,
        "precision": "bf16",
        "sequence_length": 256,
        "optimizer": "adamw",
        "optimizer_loop": "foreach",
    },
    {
        **LLAMA,
        "precision": "bf16",
        "sequence_length": 256,
        "optimizer": "adamw",
        "optimizer_loop": "loop",
    },
    {**T5, "precision": "bf16", "checkpointing": "none"},
    {**T5, "precision": "bf16"},
    {**T5, "precision": "fp32", "checkpointing": "none"},
    {**T5, "precision": "fp32"},
    {**T5, "precision": "amp", "checkpointing": "none"},
    {**FLAN, "precision": "bf16", "checkpointing": "none"},
    {**FLAN, "precision": "bf16"},
]
"""Most bytes allocated in a first step; without an optimizer unless one is named."""


def model_of(case: Case, layers: int = SHORT) -> Architecture:
    """Return the case's model with so many layers (a T5: of each kind)."""
    model = architecture(case["model"])
    if isinstance(model, EncoderDecoder):
        return replace(model, encoder_layers=layers, decoder_layers=layers)
    if isinstance(model, DecoderOnly):
        vocabulary = case.get("vocabulary", model.vocabulary)
        return replace(model, layers=layers, vocabulary=vocabulary)
    raise TypeError(case["model"])


def job_of(case: Case) -> FineTune:
    """Return the case as a job."""
    options = {name: value for name, value in case.items() if name not in ("model", "vocabulary")}
    return FineTune(**{"optimizer": "sgd", **options})


def our_saved_mib(case: Case) -> float:
    """Return our bytes per layer."""
    model = model_of(case)
    settings = fill_in(model, job_of(case), Parallel(), CONSTANTS)
    return sum(layer.saved for layer in layer_bytes(model, settings)[0]) / MIB


def our_selective_mib(case: Case) -> float:
    """Return our bytes per layer with selective checkpointing."""
    model = model_of(case)
    settings = fill_in(model, job_of(case), Parallel(), CONSTANTS)
    return sum(layer.selective for layer in layer_bytes(model, settings)[0]) / MIB


def our_step_mib(case: Case) -> float:
    """Return our bytes while the optimizer steps."""
    memory = estimate(model_of(case), job_of(case), Parallel(), CONSTANTS)
    return memory.phases["optimizer step"] * 1024


def our_peak_mib(case: Case) -> float:
    """Return our peak of a first step as fake tensors run it.

    They cannot add the two gradients of a tied embedding in place, so the end of backward holds
    one more. The optimizer's state is made in the first step itself.
    """
    model, job = model_of(case), job_of(case)
    memory = estimate(model, job, Parallel(), CONSTANTS)
    state = memory.phases["optimizer step"]
    phases = dict(memory.phases)
    if job.optimizer != "sgd":
        return state * 1024
    width = 2 if job.precision == "bf16" else 4
    if model.tied:
        phases["end of backward"] += model.vocabulary * model.hidden * width / 2**30
    return max(phases.values()) * 1024


def vision_mib() -> dict[str, float]:
    """Return our bytes of the layers of Llama 3.2 11B Vision with 2048 tokens and an image."""
    model = architecture("llama-3.2-11b-vision")
    assert isinstance(model, Vision)
    job = FineTune(precision="bf16", batch_per_gpu=1, sequence_length=2048)
    settings = fill_in(model, job, Parallel(), default_constants())
    text, tower = layer_bytes(model, settings)
    per_width = model.tower.hidden * model.tower.padded_tokens / MIB
    local = tower[0].saved / MIB - 4 * per_width * model.tower.global_layers / model.tower.layers
    return {"cross": text[1].saved / MIB, "local": local, "global": local + 4 * per_width}


def recorded() -> Any:
    """Return what was measured."""
    return json.loads(RECORDED.read_text(encoding="utf-8"))
