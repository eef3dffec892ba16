"""Arguments of small jobs, to vary."""

from pathlib import Path
from typing import Any

from modelstacks.jobs.arguments import (
    BatchInferenceArguments,
    FineTuneArguments,
    RegisterArguments,
)

LENGTHS = {
    "encoder-decoder": {"source_length": 16, "target_length": 8, "sequence_length": 0},
    "decoder-only": {"source_length": 0, "target_length": 0, "sequence_length": 24},
    "vision": {"source_length": 0, "target_length": 0, "sequence_length": 24},
}
ADAPTERS = {"rank": 4, "targets": "all-linear"}
NO_ADAPTERS = {"rank": 0, "targets": "none"}


def fine_tune(**changed: Any) -> FineTuneArguments:
    kind = changed.get("model_kind", "encoder-decoder")
    method = changed.get("method", "full")
    values: dict[str, Any] = {
        "model_kind": kind,
        "storage": "/Volumes/dev/t5/t5_base",
        "run": "run-1",
        "fingerprint": "0123456789ab",
        "model": "base",
        "dataset": "synthetic",
        "method": method,
        **(NO_ADAPTERS if method == "full" else ADAPTERS),
        "lora_dropout": 0.0,
        "optimizer": "adamw",
        "optimizer_loop": "fused",
        "precision": "fp32",
        "batch_per_gpu": 4,
        **LENGTHS[kind],
        "images": 0,
        "checkpointing": "full",
        "loss": "eager",
        "attention": "eager" if kind == "encoder-decoder" else "sdpa",
        "compile": False,
        "gradient_accumulation": 1,
        "freeze": "none",
        "sharding": "none",
        "offload": "none",
        "bucket_elements": 0,
        "overlap_comm": False,
        "max_live_parameters": 0,
        "nodes": 1,
        "gpus_per_node": 1,
        "single_node": True,
        "predicted_peak_gib": 1.5,
        "predicted_parts": {"weights": 1.0, "activations": 0.5},
        "predicted_trainable": 1000,
        "learning_rate": 1e-3,
        "epochs": 1.0,
        "device": "cpu",
    }
    return FineTuneArguments(**{**values, **changed})


def batch_inference(**changed: Any) -> BatchInferenceArguments:
    kind = changed.get("model_kind", "encoder-decoder")
    values: dict[str, Any] = {
        "model_kind": kind,
        "storage": "/Volumes/dev/t5/t5_base",
        "run": "run-1",
        "fingerprint": "0123456789ab",
        "model": "base",
        "dataset": "synthetic",
        "precision": "fp32",
        "batch_per_gpu": 5,
        "prompt_length": 16,
        "new_tokens": 6,
        "beams": 1,
        "attention": "eager" if kind == "encoder-decoder" else "sdpa",
        "images": 0,
        "gpus_per_replica": 1,
        "gpus_per_node": 1,
        "nodes": 1,
        "single_node": True,
        "engine": "transformers",
        "predicted_peak_gib": 1.5,
        "predicted_parts": {"weights": 1.0, "kv_cache": 0.5},
        "usable_gib": 22.0,
        "device": "cpu",
    }
    return BatchInferenceArguments(**{**values, **changed})


def register(**changed: Any) -> RegisterArguments:
    values: dict[str, Any] = {
        "model_kind": "encoder-decoder",
        "storage": "/Volumes/dev/t5/t5_base",
        "run": "run-1",
        "fingerprint": "0123456789ab",
        "registered_model": "dev.t5.t5_base",
        "source": "runs/run-1/model",
        "precision": "fp32",
        "prompt_length": 16,
        "new_tokens": 6,
        "tags": {"Environment": "dev, or so = test"},
    }
    return RegisterArguments(**{**values, **changed})


def volume(folder: Path) -> Path:
    """Return a new folder that stands for the model's volume."""
    made = folder / "volume"
    made.mkdir()
    return made
