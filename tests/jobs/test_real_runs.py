"""The scripts at work on a CPU, with tiny random models: train, continue, register, answer."""

import importlib
import json
import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from jobs.job_cases import batch_inference, fine_tune, register, volume
from jobs.script_runs import finish, start, wait_for
from jobs.tiny_models import make_model

from modelstacks.jobs.arguments import JobArguments, to_parameters
from modelstacks.jobs.bundle import SCRIPTS

if all(find_spec(name) for name in ("torch", "transformers", "peft", "accelerate")):
    pytestmark = [pytest.mark.torch, pytest.mark.filterwarnings("ignore")]
else:
    pytestmark = [pytest.mark.skip(reason="torch, transformers, accelerate, peft are not all here")]

needs_mlflow = pytest.mark.skipif(
    not (find_spec("mlflow") and find_spec("sqlalchemy")), reason="mlflow is not installed"
)
KINDS = ["encoder-decoder", "decoder-only"]


@pytest.fixture
def training(scripts: Path) -> Any:
    importlib.import_module("torch").set_num_threads(1)
    return importlib.import_module("jobkit.training")


def trained(training: Any, arguments: JobArguments) -> dict[str, Any]:
    kit: Any = importlib.import_module("jobkit.arguments")
    result: dict[str, Any] = training.train(
        kit.parse(kit.FineTuneArguments, to_parameters(arguments))
    )
    return result


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["full", "lora"])
def test_training_lowers_the_loss_and_leaves_a_model(
    kind: str, method: str, tmp_path: Path, training: Any
) -> None:
    # given a tiny random model in the volume
    storage = volume(tmp_path)
    make_model(storage / "base", kind)

    # when it is trained
    rate = 1e-2
    arguments = fine_tune(
        model_kind=kind,
        method=method,
        storage=str(storage),
        epochs=4.0,
        learning_rate=rate,
        logging_steps=8,
        save_steps=16,
    )
    result = trained(training, arguments)

    # then the loss fell, checkpoints and result are complete, and nothing else was written
    assert result["losses"][-1] < result["losses"][0]
    run = storage / "runs" / "run-1"
    assert sorted(path.name for path in run.iterdir()) == ["checkpoints", "model"]
    kept = sorted(path.name for path in (run / "checkpoints").iterdir())
    assert kept == ["checkpoint-48", "checkpoint-64"]
    assert (run / "model" / "COMPLETE.json").is_file()
    weights = "adapter_model.safetensors" if method == "lora" else "model.safetensors"
    assert (run / "model" / weights).is_file()
    assert result["metrics"]["gpu_predicted_gib"] == 1.5


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("targets", ["all-linear", "attention", "q-v", "mlp"])
def test_as_many_parameters_are_trained_as_sizing_counts(
    kind: str, targets: str, tmp_path: Path, training: Any
) -> None:
    # given a tiny model, and its dimensions as sizing reads them
    sizing: Any = importlib.import_module("modelstacks.sizing.architecture")
    storage = volume(tmp_path)
    base = make_model(storage / "base", kind)
    config = json.loads((base / "config.json").read_text())
    shape = sizing.from_hugging_face(config)

    # when adapters are trained on some of its layers
    arguments = fine_tune(
        model_kind=kind, method="lora", targets=targets, storage=str(storage), max_steps=1
    )
    result = trained(training, arguments)

    # then their number is the one that the plan goes by
    assert result["metrics"]["trainable_parameters"] == shape.lora_parameters(4, targets)


@pytest.mark.parametrize("freeze", ["none", "encoder", "decoder", "embeddings"])
def test_a_frozen_part_is_what_sizing_leaves_out(
    freeze: str, tmp_path: Path, training: Any
) -> None:
    sizing: Any = importlib.import_module("modelstacks.sizing.architecture")
    memory: Any = importlib.import_module("modelstacks.sizing.memory")
    storage = volume(tmp_path)
    base = make_model(storage / "base", "encoder-decoder")
    shape = sizing.from_hugging_face(json.loads((base / "config.json").read_text()))

    result = trained(training, fine_tune(storage=str(storage), freeze=freeze, max_steps=1))

    planned = memory.estimate(shape, memory.FineTune(freeze=freeze)).trainable_parameters
    assert result["metrics"]["trainable_parameters"] == planned


@pytest.mark.parametrize(
    "choices",
    [
        {"precision": "bf16"},
        {"precision": "amp"},
        {"precision": "amp", "method": "lora"},
        {"precision": "bf16", "method": "lora", "lora_dropout": 0.1},
        {"checkpointing": "selective"},
        {"checkpointing": "selective", "method": "lora"},
        {"checkpointing": "none", "optimizer_loop": "foreach"},
        {"optimizer_loop": "loop"},
        {"optimizer": "adafactor"},
        {"optimizer": "sgd"},
        {"gradient_accumulation": 2},
        {"attention": "eager"},
    ],
    ids=str,
)
def test_every_choice_reaches_the_model(
    choices: dict[str, Any], tmp_path: Path, training: Any
) -> None:
    # given a choice of the plan
    storage = volume(tmp_path)
    make_model(storage / "base", "decoder-only")

    # when one trains with it
    arguments = fine_tune(
        model_kind="decoder-only", storage=str(storage), epochs=2.0, logging_steps=4, **choices
    )
    result = trained(training, arguments)

    # then it runs to its end, in as many steps as the batches make
    assert result["steps"] == 32 / arguments.gradient_accumulation
    assert result["loss"] > 0


def test_an_interrupted_run_continues_and_ends_where_it_would_have(
    tmp_path: Path, training: Any
) -> None:
    # given a run, and what it comes to without interruption
    storage = volume(tmp_path)
    make_model(storage / "base", "encoder-decoder")
    steps = {"max_steps": 60, "save_steps": 5, "logging_steps": 5}
    straight = trained(training, fine_tune(storage=str(storage), run="straight", **steps))

    # when another is killed after its first checkpoint, and started again
    broken = fine_tune(storage=str(storage), run="broken", **steps)
    process = start("fine_tune", broken, tmp_path)
    wait_for(storage / "runs/broken/checkpoints", process)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    again = trained(training, broken)

    # then it continues from there and ends with the same loss
    assert str(again["resumed_from"]).startswith("checkpoint-")
    assert again["steps"] == straight["steps"] == 60
    assert again["losses"][-1] == pytest.approx(straight["losses"][-1], rel=1e-3)


@needs_mlflow
@pytest.mark.parametrize("method", ["full", "lora"])
def test_a_fine_tuned_model_is_registered_and_answers(method: str, tmp_path: Path) -> None:
    # given a model that the script fine-tuned
    mlflow: Any = importlib.import_module("mlflow")
    storage, server = volume(tmp_path), f"sqlite:///{tmp_path}/mlflow.db"
    base = make_model(storage / "base", "encoder-decoder")
    told = {"storage": str(storage), "tracking_uri": server, "experiment": "t5"}
    tuned = fine_tune(model=str(base), method=method, max_steps=4, logging_steps=2, **told)
    finish("fine_tune", tuned, tmp_path)

    # when it is registered
    registered = register(registry_uri=server, **told)
    said = finish("register", registered, tmp_path)

    # then there is a version with signature, example, alias and tags
    assert "version 1 is its challenger" in said
    client = mlflow.MlflowClient(server, registry_uri=server)
    version = client.get_model_version_by_alias("dev.t5.t5_base", "challenger")
    assert version.tags["modelstacks_plan"] == "0123456789ab"
    assert version.tags["method"] == method
    assert version.tags["Environment"] == "dev, or so = test"

    # and it answers, loaded by name alone, with the volume out of reach
    storage.rename(tmp_path / "gone")
    mlflow.set_tracking_uri(server)
    mlflow.set_registry_uri(server)
    loaded = mlflow.pyfunc.load_model("models:/dev.t5.t5_base@challenger")
    inputs, outputs = loaded.metadata.signature.inputs, loaded.metadata.signature.outputs
    assert [one.name for one in inputs] == ["prompt"]
    assert len(list(outputs)) == 1
    frame = importlib.import_module("pandas").DataFrame({"prompt": ["the red house", "sea"]})
    answers = loaded.predict(frame)
    assert len(answers) == 2
    assert all(isinstance(answer, str) for answer in answers)

    # and the run tells what was predicted, with the parameters that it had
    experiment = client.get_experiment_by_name("t5")
    runs = client.search_runs([experiment.experiment_id])
    (training_run,) = [run for run in runs if run.data.tags["modelstacks.task"] == "fine_tune"]
    assert training_run.data.metrics["gpu_predicted_gib"] == 1.5
    assert training_run.data.params["method"] == method
    assert training_run.data.tags["modelstacks.plan"] == "0123456789ab"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["full", "lora"])
def test_batch_inference_answers_every_row_in_order(
    kind: str, method: str, tmp_path: Path, training: Any
) -> None:
    # given a fine-tuned model and a data set of some files
    storage = volume(tmp_path)
    base = make_model(storage / "base", kind)
    tuned = fine_tune(
        model=str(base), model_kind=kind, method=method, storage=str(storage), max_steps=2
    )
    trained(training, tuned)
    prompts = storage / "prompts"
    prompts.mkdir()
    for part in range(2):
        rows = [{"id": 10 * part + row, "prompt": "the red house " * row} for row in range(7)]
        lines = "\n".join(json.dumps(row) for row in rows)
        (prompts / f"part-{part}.jsonl").write_text(lines, encoding="utf-8")
    (prompts / "_SUCCESS").write_text("", encoding="utf-8")

    # when it is asked
    told = {"model_kind": kind, "storage": str(storage), "dataset": "prompts"}
    model = "runs/run-1/model"
    finish("batch_inference", batch_inference(model=model, run="one", **told), tmp_path)

    # then every row has an answer, in order
    said = (storage / "runs/one/predictions/part-00000.jsonl").read_text()
    rows = [json.loads(line) for line in said.splitlines()]
    assert [row["id"] for row in rows] == [*range(7), *range(10, 17)]
    assert all(isinstance(row["prediction"], str) for row in rows)
    if (kind, method) != ("decoder-only", "full"):
        return

    # and two replicas in processes of their own say the same
    two = batch_inference(model=model, run="two", gpus_per_node=2, **told)
    finish("batch_inference", two, tmp_path)
    assert said == (storage / "runs/two/predictions/part-00000.jsonl").read_text()


def test_arguments_that_contradict_each_other_end_with_status_2(tmp_path: Path) -> None:
    parameters = [
        "--method=lora" if one == "--method=full" else one for one in to_parameters(fine_tune())
    ]

    done = subprocess.run(
        [sys.executable, str(SCRIPTS / "fine_tune.py"), *parameters],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr == "rank, targets: lora needs both\n"
