"""The fine-tuning script on a card: what it allocates against what the plan said.

The dimensions are those of the real models, the weights are random: nothing is downloaded.
"""

import importlib
import json
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from jobs.job_cases import volume
from jobs.script_runs import finish
from jobs.tiny_models import make_model
from support.sizing import environment_with, family_of

from modelstacks.jobs.arguments import Training, fine_tune_arguments
from modelstacks.jobs.scripts.jobkit.data import WORDS
from modelstacks.settings.project import FineTune, ModelSettings
from modelstacks.sizing import plan_family

if all(find_spec(name) for name in ("torch", "transformers", "peft", "accelerate")):
    pytestmark = [pytest.mark.gpu, pytest.mark.filterwarnings("ignore")]
else:
    pytestmark = [pytest.mark.skip(reason="torch, transformers, accelerate, peft are not all here")]

T5_BASE = {"d_model": 768, "d_ff": 3072, "d_kv": 64, "num_heads": 12, "num_layers": 12}
LLAMA_1B = {
    "hidden_size": 2048,
    "intermediate_size": 8192,
    "num_hidden_layers": 16,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "head_dim": 64,
    "tie_word_embeddings": True,
}
CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("t5-base", {**T5_BASE, "vocab_size": 32128}, {"precision": "bf16"}),
    ("t5-base", {**T5_BASE, "vocab_size": 32128}, {"precision": "amp"}),
    ("t5-base", {**T5_BASE, "vocab_size": 32128}, {"method": "lora", "checkpointing": "none"}),
    ("llama-3.2-1b", {**LLAMA_1B, "vocab_size": 128256}, {"method": "lora"}),
    ("llama-3.2-1b", {**LLAMA_1B, "vocab_size": 128256}, {"precision": "bf16"}),
]
ROOM = 1.25


@pytest.mark.parametrize(("model", "dimensions", "choices"), CASES, ids=str)
def test_the_script_takes_what_the_plan_said(
    model: str, dimensions: dict[str, Any], choices: dict[str, Any], tmp_path: Path
) -> None:
    # given a plan for one GPU, and a card with room for it
    torch: Any = importlib.import_module("torch")
    if not torch.cuda.is_available():
        pytest.skip("no GPU is at hand")
    settings = ModelSettings(name=model, fine_tune=FineTune(**choices))
    environment = environment_with(policy="right_size", accelerators=("A10G",))
    plan = plan_family(family_of(settings), environment).models[0].fine_tune
    assert plan is not None
    storage = volume(tmp_path)
    told = fine_tune_arguments(
        plan,
        str(storage),
        Training(dataset="rows.jsonl", max_steps=3, save_steps=100),
        run="run-1",
        model="base",
    )
    free = torch.cuda.mem_get_info()[0] / 2**30
    if told.gpus > 1 or told.predicted_peak_gib * ROOM > free:
        pytest.skip(f"needs {told.gpus} x {told.predicted_peak_gib * ROOM:.1f} GiB")

    # when rows of full length are trained on
    kind = "encoder-decoder" if model.startswith("t5") else "decoder-only"
    make_model(storage / "base", kind, dimensions)
    text = " ".join(WORDS * 200)
    row = json.dumps({"prompt": text, "completion": text})
    (storage / "rows.jsonl").write_text("\n".join([row] * 32), encoding="utf-8")
    finish("fine_tune", replace(told, logging_steps=1), tmp_path)

    # then the peak is the plan's
    record = json.loads((storage / "runs/run-1/model/modelstacks.json").read_text())
    metrics = record["metrics"]
    assert metrics["trainable_parameters"] == metrics["trainable_parameters_predicted"]
    assert metrics["gpu_peak_to_predicted"] == pytest.approx(1.0, abs=0.15)
