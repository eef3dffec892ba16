"""From a plan to what its job is told: the same object that sized the node."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, field
from typing import Any

from modelstacks.errors import ConfigError, Problem
from modelstacks.frozen import frozen
from modelstacks.jobs.scripts.jobkit.arguments import (
    LOSSES,
    ArgumentError,
    Arguments,
    BatchInferenceArguments,
    FineTuneArguments,
    JobArguments,
    RegisterArguments,
    parse,
    to_parameters,
)
from modelstacks.sizing.architecture import Architecture
from modelstacks.sizing.dimensions import architecture_of
from modelstacks.sizing.memory import (
    BatchInference,
    FineTune,
    Parallel,
    default_constants,
    estimate,
)
from modelstacks.sizing.memory.settings import Settings, fill_in
from modelstacks.sizing.plans import ClusterPlan

__all__ = [
    "BatchInferenceArguments",
    "FineTuneArguments",
    "JobArguments",
    "Prediction",
    "RegisterArguments",
    "Registration",
    "Training",
    "batch_inference_arguments",
    "fine_tune_arguments",
    "parse",
    "register_arguments",
    "to_parameters",
]

EACH_RUN = "{{job.run_id}}"
"""The workspace puts the run's id here: a retry continues in the folder, a new run begins one."""

LEARNING_RATES = {"full": 5e-5, "lora": 2e-4, "qlora": 2e-4}
FINGERPRINT_LENGTH = 12


@frozen
class Training:
    """How to train, apart from what memory depends on. Every default becomes a parameter."""

    dataset: str = "datasets/train"
    """Folder or file in the model's volume, or `synthetic` for a smoke run."""

    source_column: str = "prompt"
    target_column: str = "completion"
    image_column: str = "image"
    epochs: float = 1.0
    max_steps: int = -1
    learning_rate: float | None = None
    """`None`: 5e-5 for full fine-tuning, 2e-4 for adapters."""

    weight_decay: float = 0.0
    warmup_steps: int = 0
    scheduler: str = "linear"
    seed: int = 0
    save_steps: int = 500
    keep_checkpoints: int = 2


@frozen
class Prediction:
    """What to answer."""

    dataset: str = "datasets/predict"
    source_column: str = "prompt"
    target_column: str = "prediction"
    model: str | None = None
    """Folder in the volume or a Hugging Face id; `None`: the catalog's checkpoint."""

    engine: str = "transformers"
    """`vllm` where the job installs it."""


@frozen
class Registration:
    """What to register, and how to call it."""

    registered_model: str
    """`<catalog>.<schema>.<model>`."""

    source: str = f"runs/{EACH_RUN}/model"
    alias: str = "challenger"
    tags: Mapping[str, str] = field(default_factory=dict)


def fine_tune_arguments(
    plan: ClusterPlan,
    storage: str,
    training: Training | None = None,
    *,
    run: str = EACH_RUN,
    model: str | None = None,
    code_path: str = "",
    experiment: str = "",
) -> FineTuneArguments:
    """Return the arguments of a fine-tuning job.

    `model` takes the place of the catalog's checkpoint: another Hugging Face id, or a folder in the
    volume. Raises `ConfigError` for a plan of another workload, and for what the script cannot run.
    """
    job, layout = _decided(plan, FineTune)
    shape, wanted = architecture_of(plan.model), training or Training()
    settings = fill_in(shape, job, layout, default_constants())
    _refuse_what_no_script_runs(plan, job)
    memory = estimate(shape, job, layout)
    is_t5 = shape.kind == "encoder-decoder"
    rate = wanted.learning_rate
    hyper = {name: value for name, value in asdict(wanted).items() if name != "learning_rate"}
    return _made(
        plan,
        FineTuneArguments,
        **_common(plan, storage, run, code_path, experiment),
        **hyper,
        model=model or plan.model.hugging_face_id,
        method=job.method,
        rank=settings.rank if settings.frozen_base else 0,
        targets=settings.targets if settings.frozen_base else "none",
        lora_dropout=job.lora_dropout,
        optimizer=job.optimizer,
        optimizer_loop=job.optimizer_loop,
        precision=settings.precision,
        batch_per_gpu=settings.batch,
        sequence_length=0 if is_t5 else settings.target,
        source_length=settings.source if is_t5 else 0,
        target_length=settings.target if is_t5 else 0,
        images=settings.images // settings.batch,
        checkpointing=job.checkpointing,
        loss=job.loss,
        attention=settings.attention,
        compile=job.compile,
        gradient_accumulation=job.gradient_accumulation,
        freeze=settings.freeze,
        sharding=settings.sharding or "none",
        offload=layout.offload,
        **_communication(shape, settings),
        nodes=layout.nodes,
        gpus_per_node=layout.per_node,
        single_node=plan.is_single_node,
        predicted_peak_gib=memory.peak_gib,
        predicted_parts=dict(memory.parts),
        predicted_trainable=memory.trainable_parameters,
        learning_rate=LEARNING_RATES[job.method] if rate is None else rate,
    )


def batch_inference_arguments(
    plan: ClusterPlan,
    storage: str,
    prediction: Prediction | None = None,
    *,
    run: str = EACH_RUN,
    code_path: str = "",
    experiment: str = "",
) -> BatchInferenceArguments:
    """Return the arguments of a batch inference job; `ConfigError` as `fine_tune_arguments`."""
    job, layout = _decided(plan, BatchInference)
    shape, wanted = architecture_of(plan.model), prediction or Prediction()
    memory = estimate(shape, job, layout)
    is_t5, is_vision = shape.kind == "encoder-decoder", shape.kind == "vision"
    return _made(
        plan,
        BatchInferenceArguments,
        **_common(plan, storage, run, code_path, experiment),
        model=wanted.model or plan.model.hugging_face_id,
        dataset=wanted.dataset,
        source_column=wanted.source_column,
        target_column=wanted.target_column,
        engine=wanted.engine,
        precision=job.precision,
        batch_per_gpu=job.batch_per_gpu,
        prompt_length=job.prompt_length or 512,
        new_tokens=job.new_tokens or 128,
        beams=job.beams,
        attention=job.attention or ("eager" if is_t5 else "sdpa"),
        images=0 if not is_vision else 1 if job.images is None else job.images,
        gpus_per_replica=layout.replica_gpus,
        gpus_per_node=layout.per_node,
        nodes=plan.workers.maximum,
        single_node=plan.is_single_node,
        predicted_peak_gib=memory.peak_gib,
        predicted_parts=dict(memory.parts),
        usable_gib=plan.memory.usable_gib,
    )


def register_arguments(
    plan: ClusterPlan,
    storage: str,
    registration: Registration,
    *,
    run: str = EACH_RUN,
    code_path: str = "",
    experiment: str = "",
) -> RegisterArguments:
    """Return the arguments of the task that registers what a fine-tuning job left."""
    job, _ = _decided(plan, FineTune)
    is_wide = job.precision == "fp32"
    lengths = job.source_length or job.sequence_length or 512, job.target_length or 128
    return _made(
        plan,
        RegisterArguments,
        **_common(plan, storage, run, code_path, experiment),
        registered_model=registration.registered_model,
        source=registration.source,
        alias=registration.alias,
        tags=dict(registration.tags),
        precision="fp32" if is_wide else "bf16",
        prompt_length=lengths[0],
        new_tokens=lengths[1],
    )


def fingerprint(plan: ClusterPlan) -> str:
    """Name a plan: model, job, layout, node type, workers and runtime; nothing that may vary."""
    job, layout = plan.job, plan.layout
    told = {
        "model": plan.model.name,
        "parameters": plan.model.parameters,
        "job": asdict(job) if job else None,
        "layout": asdict(layout) if layout else None,
        "node_type": plan.node_type,
        "workers": [plan.workers.minimum, plan.workers.maximum],
        "runtime": plan.runtime,
        "libraries": list(plan.libraries),
    }
    text = json.dumps(told, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:FINGERPRINT_LENGTH]


def _decided(plan: ClusterPlan, kind: type[Any]) -> tuple[Any, Parallel]:
    if not isinstance(plan.job, kind) or plan.layout is None:
        found = f"{plan.workload}: the plan is not of a {kind.__name__} job"
        raise ConfigError([Problem(where=plan.model.name, found=found)])
    return plan.job, plan.layout


def _common(
    plan: ClusterPlan, storage: str, run: str, code_path: str, experiment: str
) -> dict[str, Any]:
    return {
        "model_kind": architecture_of(plan.model).kind,
        "storage": storage,
        "run": run,
        "fingerprint": fingerprint(plan),
        "code_path": code_path,
        "experiment": experiment,
    }


def _communication(shape: Architecture, settings: Settings) -> dict[str, Any]:
    """Return bucket sizes and limits in elements, as the memory formulas count them."""
    parallel, constants = settings.parallel, settings.constants
    bucket = live = 0
    if settings.sharding in ("zero1", "zero2"):
        bucket = parallel.bucket_elements or constants.zero_bucket_elements
    if settings.sharding == "zero3":
        bucket = parallel.bucket_elements or shape.hidden**2
        layers = constants.zero3_gathered_layers * shape.largest_layer
        if parallel.max_live_parameters is not None:
            layers = max(layers, min(parallel.max_live_parameters, shape.parameters))
        gathered = constants.zero3_gathered_embeddings * shape.vocabulary * shape.hidden
        live = layers + gathered
    return {
        "bucket_elements": bucket,
        "overlap_comm": parallel.overlap_comm and bool(bucket),
        "max_live_parameters": live,
    }


def _refuse_what_no_script_runs(plan: ClusterPlan, job: FineTune) -> None:
    unknown = {
        "optimizer_in_backward": (job.optimizer_in_backward, "false"),
        "activation_offload": (job.activation_offload, "false"),
        "loss": (job.loss not in LOSSES, ", ".join(LOSSES)),
    }
    problems = [
        Problem(
            where=f"{plan.model.name}.fine_tune.{name}",
            found="the job's script does not run that",
            allowed=allowed,
        )
        for name, (is_asked, allowed) in unknown.items()
        if is_asked
    ]
    if problems:
        raise ConfigError(problems)


def _made(plan: ClusterPlan, kind: type[Arguments], **values: Any) -> Arguments:
    try:
        return kind(**values)
    except ArgumentError as error:
        where = f"{plan.model.name}.{plan.workload}"
        problems = [Problem(where=where, found=found) for found in error.problems]
        raise ConfigError(problems) from error
