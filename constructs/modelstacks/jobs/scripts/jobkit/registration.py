"""Registers what fine-tuning left, as a version with signature, example, alias and tags."""

import json
from pathlib import Path
from typing import Any

from .arguments import RegisterArguments
from .checkpoints import is_complete
from .generation import ADAPTER
from .storage import Storage
from .training import RESULT


class UnfinishedError(RuntimeError):
    """The folder to register from was not left by a run that came to its end."""


def register(arguments: RegisterArguments) -> dict[str, str]:
    """Log the model to the open MLflow run and return the version that it became.

    Raises `UnfinishedError` where the fine-tuning job has not come to its end.
    """
    import mlflow
    import pandas
    from mlflow import MlflowClient

    from .served_model import BASE, WEIGHTS, ServedModel

    storage = Storage(arguments.storage)
    folder = storage.inside(arguments.source)
    if not is_complete(folder):
        raise UnfinishedError(f"{folder} is not complete: run the fine-tuning job first")
    record = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    mlflow.set_registry_uri(arguments.registry_uri)
    artifacts = {WEIGHTS: str(folder)}
    base = base_folder(storage, folder)
    if base:
        artifacts[BASE] = base
    example = pandas.DataFrame({"prompt": [arguments.example]})
    information = mlflow.pyfunc.log_model(
        **_name(mlflow, "model"),
        python_model=ServedModel(model_settings(arguments, record)),
        artifacts=artifacts,
        code_paths=[str(Path(__file__).parent)],
        signature=signature(arguments),
        input_example=example,
        pip_requirements=requirements(folder),
        registered_model_name=arguments.registered_model,
        metadata={"modelstacks.plan": record["fingerprint"], "task": "llm/v1/completions"},
    )
    version = str(information.registered_model_version)
    client = MlflowClient(registry_uri=arguments.registry_uri)
    for name, value in version_tags(arguments, record).items():
        client.set_model_version_tag(arguments.registered_model, version, name, value)
    client.set_registered_model_alias(arguments.registered_model, arguments.alias, version)
    return {"model": arguments.registered_model, "version": version, "alias": arguments.alias}


def version_tags(arguments: RegisterArguments, record: dict[str, Any]) -> dict[str, str]:
    """Return the tags of a version: the plan, how it was trained, and what was asked for."""
    told = {
        "modelstacks_plan": record["fingerprint"],
        "modelstacks_run": arguments.run,
        "base_model": record["base_model"],
        "method": record["method"],
        "steps": record["steps"],
        "train_loss": f"{record['loss']:.6g}",
    }
    measured = record["metrics"].get("gpu_peak_gib")
    if measured is not None:
        told["gpu_peak_gib"] = f"{measured:.3f}"
    return {**{name: str(value) for name, value in told.items()}, **arguments.tags}


def model_settings(arguments: RegisterArguments, record: dict[str, Any]) -> dict[str, Any]:
    """Return how the registered model generates: fields of `BatchInferenceArguments`."""
    return {
        "model_kind": record["model_kind"],
        "run": arguments.run,
        "fingerprint": arguments.fingerprint,
        "model": record["base_model"],
        "dataset": "",
        "precision": arguments.precision,
        "batch_per_gpu": 1,
        "prompt_length": arguments.prompt_length,
        "new_tokens": arguments.new_tokens,
        "beams": 1,
        "attention": record["attention"],
        "images": 0,
        "gpus_per_replica": 1,
        "gpus_per_node": 1,
        "nodes": 1,
        "single_node": True,
        "engine": "transformers",
        "predicted_peak_gib": 0.0,
        "predicted_parts": {},
        "usable_gib": 0.0,
    }


def signature(arguments: RegisterArguments) -> Any:
    """Return the signature: a column `prompt` in, text out, an upper bound of new tokens aside."""
    from mlflow.models import ModelSignature
    from mlflow.types import ColSpec, DataType, ParamSchema, ParamSpec, Schema

    bound = ParamSpec("max_new_tokens", DataType.integer, arguments.new_tokens)
    return ModelSignature(
        inputs=Schema([ColSpec(DataType.string, "prompt")]),
        outputs=Schema([ColSpec(DataType.string)]),
        params=ParamSchema([bound]),
    )


def base_folder(storage: Storage, folder: Path) -> str | None:
    """Return the base model of an adapter, downloaded where it is not in the volume: an endpoint
    reaches neither."""
    adapter = folder / ADAPTER
    if not adapter.is_file():
        return None
    base = str(json.loads(adapter.read_text(encoding="utf-8"))["base_model_name_or_path"])
    source = storage.model_source(base)
    if Path(source).is_absolute():
        return source
    from huggingface_hub import snapshot_download

    return str(snapshot_download(source, allow_patterns=["*.json", "*.safetensors", "*.model"]))


def requirements(folder: Path) -> list[str]:
    """Return what an endpoint installs: the versions that are at work here."""
    from importlib.metadata import PackageNotFoundError, version

    needed = ["torch", "transformers", "accelerate", "sentencepiece", "safetensors"]
    if (folder / ADAPTER).is_file():
        needed.append("peft")
    found = []
    for name in needed:
        try:
            found.append(f"{name}=={version(name).partition('+')[0]}")
        except PackageNotFoundError:
            continue
    return found


def _name(mlflow: Any, name: str) -> dict[str, str]:
    """Return the keyword that names the model: MLflow 3 calls it otherwise than 2."""
    is_newer = int(mlflow.__version__.partition(".")[0]) >= 3  # noqa: PLR2004
    return {"name": name} if is_newer else {"artifact_path": name}
