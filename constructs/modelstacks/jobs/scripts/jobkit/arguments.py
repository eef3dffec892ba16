"""What a job is told: frozen records, written as command-line parameters and read back.

What sizing decided has no default here: a job that lacks one of them does not start.
"""

import argparse
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, TypeVar, get_type_hints

KINDS = ("encoder-decoder", "decoder-only", "vision")
METHODS = ("full", "lora", "qlora")
TARGETS = ("none", "all-linear", "attention", "q-v", "mlp")
OPTIMIZERS = ("adamw", "adamw-8bit", "paged-adamw-8bit", "adafactor", "sgd", "lion")
OPTIMIZER_LOOPS = ("fused", "foreach", "loop")
PRECISIONS = ("bf16", "amp", "fp32", "fp16")
WEIGHT_PRECISIONS = ("bf16", "fp16", "fp32", "int8", "nf4")
CHECKPOINTINGS = ("none", "selective", "full")
LOSSES = ("eager", "fused")
ATTENTIONS = ("sdpa", "flash", "eager")
FREEZES = ("none", "encoder", "decoder", "vision", "embeddings")
SHARDINGS = ("none", "ddp", "zero1", "zero2", "zero3", "fsdp")
OFFLOADS = ("none", "optimizer", "all")
SCHEDULERS = ("linear", "cosine", "constant", "constant_with_warmup")
DEVICES = ("cuda", "cpu")
ENGINES = ("transformers", "vllm")
SYNTHETIC = "synthetic"
"""Name of a data set that is made up on the spot, for a smoke run."""

RUN = re.compile(r"(\{\{[a-z_.]+\}\}|[A-Za-z0-9][A-Za-z0-9._-]*)")
"""A folder name, or a reference such as `{{job.run_id}}` that the workspace fills in."""

UNITY_NAME = re.compile(r"[^\s./`]+\.[^\s./`]+\.[^\s./`]+")


class ArgumentError(ValueError):
    """Arguments that contradict each other; tells every problem at once."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problems))


@dataclass(frozen=True, kw_only=True)
class JobArguments:
    """What every job is told."""

    model_kind: str
    """`encoder-decoder`, `decoder-only` or `vision`."""

    storage: str
    """The model's volume: the only place that is read and written."""

    run: str
    """Folder of this run below the volume; a retry of the same run continues in it."""

    fingerprint: str
    """Names the plan that these arguments come from."""

    code_path: str = ""
    """Folder of the scripts, where the workspace does not tell a script its own path."""

    experiment: str = ""
    """MLflow experiment. Empty: the job's own."""

    tracking_uri: str = ""
    """MLflow tracking server. Empty: the workspace's."""

    def __post_init__(self) -> None:
        problems = [*self._own_problems(), *self.problems()]
        if problems:
            raise ArgumentError(problems)

    def problems(self) -> list[str]:
        """Return what is wrong besides what every job checks."""
        return []

    def _own_problems(self) -> list[str]:
        found = _not_one_of(self, model_kind=KINDS)
        if not self.storage.startswith("/") or self.storage.rstrip("/").count("/") < 1:
            found.append(f"storage: {self.storage!r} is no absolute path")
        if not RUN.fullmatch(self.run):
            found.append(f"run: {self.run!r} is no folder name")
        return found


@dataclass(frozen=True, kw_only=True)
class FineTuneArguments(JobArguments):
    """A fine-tuning job, as the plan assumed it."""

    model: str
    """Hugging Face id, or a folder in the volume that holds the weights."""

    dataset: str
    """Folder or file in the volume (parquet, JSON lines, JSON), or `synthetic`."""

    method: str
    rank: int
    """Rank of the adapters; 0 with method `full`."""

    targets: str
    """Linear layers that are adapted; `none` with method `full`."""

    lora_dropout: float
    optimizer: str
    optimizer_loop: str
    precision: str
    batch_per_gpu: int
    sequence_length: int
    """Tokens of prompt and answer together; 0 for an encoder-decoder model."""

    source_length: int
    """Tokens of the encoder; 0 for other models."""

    target_length: int
    """Tokens of the decoder; 0 for other models."""

    images: int
    """Images per sequence; 0 for models that read none."""

    checkpointing: str
    loss: str
    attention: str
    compile: bool
    gradient_accumulation: int
    freeze: str
    sharding: str
    offload: str
    bucket_elements: int
    """Elements of a communication bucket; 0 without ZeRO."""

    overlap_comm: bool
    max_live_parameters: int
    """Parameters that ZeRO-3 may keep gathered; 0 without it."""

    nodes: int
    gpus_per_node: int
    """GPUs in use on each node."""

    single_node: bool
    """Whether the driver is the machine that computes."""

    predicted_peak_gib: float
    """What the plan says is allocated at most on the busiest GPU, without margins."""

    predicted_parts: dict[str, float]
    """GiB of the predicted peak by part."""

    predicted_trainable: int
    """Parameters that the plan takes for trained."""

    source_column: str = "prompt"
    target_column: str = "completion"
    image_column: str = "image"
    learning_rate: float
    epochs: float
    max_steps: int = -1
    """Steps after which to stop; -1: after the epochs."""

    weight_decay: float = 0.0
    warmup_steps: int = 0
    scheduler: str = "linear"
    max_grad_norm: float = 1.0
    seed: int = 0
    save_steps: int = 500
    keep_checkpoints: int = 2
    logging_steps: int = 10
    device: str = "cuda"

    @property
    def gpus(self) -> int:
        """GPUs that train."""
        return self.nodes * self.gpus_per_node

    def problems(self) -> list[str]:
        """Return every contradiction."""
        found = _not_one_of(
            self,
            method=METHODS,
            targets=TARGETS,
            optimizer=OPTIMIZERS,
            optimizer_loop=OPTIMIZER_LOOPS,
            precision=PRECISIONS,
            checkpointing=CHECKPOINTINGS,
            loss=LOSSES,
            attention=ATTENTIONS,
            freeze=FREEZES,
            sharding=SHARDINGS,
            offload=OFFLOADS,
            scheduler=SCHEDULERS,
            device=DEVICES,
        )
        found += _below(
            self,
            1,
            *("batch_per_gpu", "gradient_accumulation", "nodes", "gpus_per_node"),
            *("save_steps", "keep_checkpoints", "logging_steps"),
        )
        found += _below(self, 0, "rank", "images", "warmup_steps", "seed", "predicted_trainable")
        found += [*self._method_problems(), *self._length_problems(), *self._sharding_problems()]
        if self.max_steps != -1 and self.max_steps < 1:
            found.append(f"max_steps: {self.max_steps}, allowed: -1, or 1 and more")
        if self.learning_rate <= 0 or self.epochs <= 0:
            found.append("learning_rate and epochs are above 0")
        return found

    def _method_problems(self) -> list[str]:
        found = []
        if self.method == "full" and (self.rank or self.targets != "none" or self.lora_dropout):
            found.append("rank, targets, lora_dropout: full fine-tuning has no adapters")
        if self.method != "full" and (not self.rank or self.targets == "none"):
            found.append(f"rank, targets: {self.method} needs both")
        if self.method != "full" and self.freeze != "none":
            found.append(f"freeze: {self.method} freezes every weight already")
        if self.method == "qlora" and self.precision == "fp32":
            found.append("precision: 4-bit weights compute in 16 bits")
        if self.model_kind == "encoder-decoder" and self.precision == "fp16":
            found.append("precision: a T5 overflows in fp16")
        if self.model_kind == "encoder-decoder" and self.attention != "eager":
            found.append("attention: a T5 adds a position bias: eager only")
        return found

    def _length_problems(self) -> list[str]:
        if self.model_kind == "encoder-decoder":
            found = _below(self, 1, "source_length", "target_length")
            return [*found, "sequence_length: 0 here"] if self.sequence_length else found
        found = _below(self, 1, "sequence_length")
        if self.source_length or self.target_length:
            found.append(f"source_length, target_length: 0 for a {self.model_kind} model")
        return found

    def _sharding_problems(self) -> list[str]:
        found = []
        if (self.sharding == "none") != (self.gpus == 1):
            found.append(f"sharding: {self.sharding} on {self.gpus} GPUs")
        if self.single_node and self.nodes > 1:
            found.append(f"single_node: there are {self.nodes} nodes")
        if self.offload == "optimizer" and self.sharding not in ("zero2", "zero3"):
            found.append(f"offload: {self.sharding} offloads nothing")
        if self.offload == "all" and self.sharding != "zero3":
            found.append("offload: only zero3 offloads the parameters too")
        if self.sharding.startswith("zero") and self.bucket_elements < 1:
            found.append("bucket_elements: ZeRO needs a size")
        if self.sharding == "zero3" and self.max_live_parameters < 1:
            found.append("max_live_parameters: ZeRO-3 needs a limit")
        return found


@dataclass(frozen=True, kw_only=True)
class BatchInferenceArguments(JobArguments):
    """A batch inference job, as the plan assumed it."""

    model: str
    """Hugging Face id, or a folder in the volume: weights, or what a fine-tuning job left."""

    dataset: str
    precision: str
    batch_per_gpu: int
    """Sequences at a time per replica."""

    prompt_length: int
    new_tokens: int
    beams: int
    attention: str
    images: int
    gpus_per_replica: int
    """GPUs that one copy of the model is spread over, all in one node."""

    gpus_per_node: int
    nodes: int
    """Nodes that the cluster grows to."""

    single_node: bool
    engine: str
    predicted_peak_gib: float
    predicted_parts: dict[str, float]
    usable_gib: float
    """What one card offers, GiB."""

    source_column: str = "prompt"
    target_column: str = "prediction"
    device: str = "cuda"

    @property
    def replicas(self) -> int:
        """Copies of the model on all nodes."""
        return self.nodes * self.replicas_per_node

    @property
    def replicas_per_node(self) -> int:
        """Copies of the model on one node."""
        return self.gpus_per_node // self.gpus_per_replica

    def problems(self) -> list[str]:
        """Return every contradiction."""
        found = _not_one_of(
            self,
            precision=WEIGHT_PRECISIONS,
            attention=ATTENTIONS,
            engine=ENGINES,
            device=DEVICES,
        )
        counts = ("batch_per_gpu", "prompt_length", "new_tokens", "beams", "gpus_per_node")
        found += _below(self, 1, *counts, "gpus_per_replica", "nodes")
        if self.gpus_per_replica > 0 and self.gpus_per_node % self.gpus_per_replica:
            found.append(f"gpus_per_replica: {self.gpus_per_replica} of {self.gpus_per_node}")
        if self.single_node and self.nodes > 1:
            found.append(f"single_node: there are {self.nodes} nodes")
        if self.engine == "vllm" and self.model_kind != "decoder-only":
            found.append(f"engine: vllm here runs decoder-only models, not {self.model_kind}")
        if self.engine == "vllm" and self.beams > 1:
            found.append("engine: vllm samples, it has no beams here")
        if self.engine == "vllm" and self.precision in ("int8", "nf4"):
            found.append(f"precision: {self.precision} is packed by bitsandbytes, not by vllm")
        if self.model_kind == "encoder-decoder" and self.precision == "fp16":
            found.append("precision: a T5 overflows in fp16")
        return found


@dataclass(frozen=True, kw_only=True)
class RegisterArguments(JobArguments):
    """Registration of a fine-tuned model in Unity Catalog."""

    registered_model: str
    """`<catalog>.<schema>.<model>`."""

    source: str
    """Folder in the volume: what the fine-tuning job left."""

    precision: str
    prompt_length: int
    new_tokens: int
    alias: str = "challenger"
    example: str = "summarize: The house is small and stands by the sea."
    tags: dict[str, str] = field(default_factory=dict)
    registry_uri: str = "databricks-uc"

    def problems(self) -> list[str]:
        """Return every contradiction."""
        found = _not_one_of(self, precision=WEIGHT_PRECISIONS)
        found += _below(self, 1, "prompt_length", "new_tokens")
        if not UNITY_NAME.fullmatch(self.registered_model):
            shown = self.registered_model
            found.append(f"registered_model: {shown!r} is not <catalog>.<schema>.<model>")
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", self.alias):
            found.append(f"alias: {self.alias!r}")
        return found


Arguments = TypeVar("Arguments", bound=JobArguments)


def to_parameters(arguments: JobArguments) -> list[str]:
    """Return the arguments as `--name=value`, one string each, in the order of the fields."""
    named = {one.name: getattr(arguments, one.name) for one in fields(arguments)}
    return [f"--{name.replace('_', '-')}={_write(value)}" for name, value in named.items()]


def parse(kind: type[Arguments], parameters: Sequence[str]) -> Arguments:
    """Return the arguments from `--name=value` strings.

    Raises `ArgumentError` when they contradict each other; argparse ends the process with status 2
    when one is missing, unknown or of the wrong type.
    """
    parser = argparse.ArgumentParser(description=kind.__doc__, allow_abbrev=False)
    types = get_type_hints(kind)
    for one in fields(kind):
        parser.add_argument(
            f"--{one.name.replace('_', '-')}",
            dest=one.name,
            type=_reader(types[one.name]),
            required=_is_required(one),
            default=argparse.SUPPRESS,
        )
    return kind(**vars(parser.parse_args(list(parameters))))


def _is_required(one: "Field[Any]") -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _write(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return json.dumps(value, separators=(",", ":"))
    return repr(value) if isinstance(value, float) else str(value)


def _reader(kind: Any) -> Callable[[str], Any]:
    if kind is bool:
        return _boolean
    if kind == dict[str, float]:
        return lambda text: {name: float(value) for name, value in _mapping(text).items()}
    if kind == dict[str, str]:
        return lambda text: {name: str(value) for name, value in _mapping(text).items()}
    return kind  # type: ignore[no-any-return]


def _mapping(text: str) -> dict[str, Any]:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise argparse.ArgumentTypeError(f"{text!r} is no JSON object")
    return value


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise argparse.ArgumentTypeError(f"{text!r} is neither true nor false")
    return text == "true"


def _not_one_of(arguments: JobArguments, **allowed: tuple[str, ...]) -> list[str]:
    return [
        f"{name}: {getattr(arguments, name)!r}, allowed: {', '.join(choices)}"
        for name, choices in allowed.items()
        if getattr(arguments, name) not in choices
    ]


def _below(arguments: JobArguments, least: int, *names: str) -> list[str]:
    return [
        f"{name}: {getattr(arguments, name)}, allowed: {least} and more"
        for name in names
        if getattr(arguments, name) < least
    ]
