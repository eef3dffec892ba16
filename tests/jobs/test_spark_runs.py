"""The scripts on a real Spark, on CPUs: several processes that train, several tasks that answer."""

import json
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from jobs.job_cases import batch_inference, fine_tune, volume
from jobs.script_runs import finish
from jobs.tiny_models import make_model

LIBRARIES = ("torch", "transformers", "peft", "accelerate", "pyspark", "pyarrow", "mlflow")

if all(find_spec(name) for name in LIBRARIES) and shutil.which("java"):
    pytestmark = [pytest.mark.torch, pytest.mark.filterwarnings("ignore")]
else:
    pytestmark = [pytest.mark.skip(reason="torch, Spark and Java are not all here")]

LAYOUTS: dict[str, dict[str, Any]] = {
    "two processes on the driver": {"gpus_per_node": 2, "single_node": True},
    "two nodes": {"nodes": 2, "single_node": False},
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
def test_processes_train_one_model_and_continue(layout: dict[str, Any], tmp_path: Path) -> None:
    # given a job of two processes that has come to its fourth step
    storage = volume(tmp_path)
    make_model(storage / "base", "encoder-decoder")
    told = {"storage": str(storage), "sharding": "ddp", "save_steps": 2, "logging_steps": 2}
    finish("fine_tune", fine_tune(max_steps=4, **told, **layout), tmp_path)
    run = storage / "runs/run-1"
    marker = json.loads((run / "checkpoints/checkpoint-4/COMPLETE.json").read_text())
    assert {"rng_state_0.pth", "rng_state_1.pth", "optimizer.pt"} <= set(marker)

    # when the same run goes on to its eighth
    finish("fine_tune", fine_tune(max_steps=8, **told, **layout), tmp_path)

    # then it continued, and half the batches made an epoch
    record = json.loads((run / "model/modelstacks.json").read_text())
    assert record["resumed_from"] == "checkpoint-4"
    assert record["steps"] == 8
    state = json.loads((run / "checkpoints/checkpoint-8/trainer_state.json").read_text())
    assert state["epoch"] == 1.0


def test_tasks_answer_every_row_and_keep_its_columns(tmp_path: Path) -> None:
    # given a model and a table
    parquet: Any = __import__("pyarrow.parquet").parquet
    storage = volume(tmp_path)
    make_model(storage / "base", "decoder-only")
    rows = [{"id": row, "prompt": "the red house " * (row % 3)} for row in range(9)]
    (storage / "prompts").mkdir()
    (storage / "prompts/part-0.jsonl").write_text("\n".join(json.dumps(row) for row in rows))

    # when tasks of Spark answer it, and a process here
    told = {"model_kind": "decoder-only", "storage": str(storage), "dataset": "prompts"}
    said = finish(
        "batch_inference", batch_inference(run="spark", single_node=False, **told), tmp_path
    )
    finish("batch_inference", batch_inference(run="here", **told), tmp_path)

    # then the answers are the same
    assert "9 rows answered" in said
    spark = parquet.read_table(storage / "runs/spark/predictions").to_pylist()
    here = (storage / "runs/here/predictions/part-00000.jsonl").read_text().splitlines()
    answers = {row["id"]: row["prediction"] for row in spark}
    assert answers == {row["id"]: row["prediction"] for row in map(json.loads, here)}
