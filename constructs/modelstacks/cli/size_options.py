"""The options of `modelstacks size`, and the request that they make."""

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, TypeVar

import click

from modelstacks.catalog import Catalog, Model
from modelstacks.errors import ModelStacksError, Problem, closest
from modelstacks.frozen import frozen
from modelstacks.settings.project import Throughput
from modelstacks.sizing.architecture import TARGETS
from modelstacks.sizing.choice.request import Asked, Request
from modelstacks.sizing.dimensions import architecture_of
from modelstacks.sizing.memory import BatchInference, FineTune, Serve, choices

Command = TypeVar("Command", bound=Callable[..., Any])

TRAIN, BATCH, SERVE = "fine_tune", "batch_inference", "serve"
ANY = (TRAIN, BATCH, SERVE)
WHOLE = ("tokens", "deadline_hours", "spot", "throughput")
"""Options of the request, not of the job."""

MOST = {"workers": 1000, "gpus": 1024, "tokens": 10**15, "deadline_hours": 10**6}


class Band(click.ParamType):  # type: ignore[type-arg]
    """Tokens per second: `980-1960`, or one number for both ends."""

    name = "band"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Throughput:
        """Return the band that was typed."""
        match = re.fullmatch(r"([0-9]{1,9})(?:-([0-9]{1,9}))?", value)
        if match is None:
            self.fail(f"`{value}` is no band of tokens per second, such as 980-1960", param, ctx)
        low, high = int(match[1]), int(match[2] or match[1])
        if not 0 <= low <= high or not high:
            self.fail(f"`{value}` does not go from less to more", param, ctx)
        return Throughput(minimum=low, maximum=high)


@frozen
class Option:
    """One option: which tasks know it, and how it reads in `--help`."""

    name: str
    help: str
    tasks: tuple[str, ...] = (TRAIN,)
    choices: tuple[str, ...] = ()
    kind: Any = None
    is_flag: bool = False
    metavar: str = field(default="N")

    @property
    def flag(self) -> str:
        """`--batch-per-gpu`."""
        return f"--{self.name.replace('_', '-')}"


PRECISIONS = tuple(dict.fromkeys((*choices.TRAINING_PRECISIONS, *choices.WEIGHT_PRECISIONS)))

JOB = (
    Option(name="method", choices=choices.METHODS, help="How it is trained.  [default: full]"),
    Option(name="rank", help="Rank of the adapters.  [default: 16]"),
    Option(name="targets", choices=tuple(TARGETS), help="What adapters are put on."),
    Option(name="optimizer", choices=choices.OPTIMIZERS, help="[default: adamw]"),
    Option(name="optimizer_loop", choices=choices.OPTIMIZER_LOOPS, help="[default: fused]"),
    Option(name="optimizer_in_backward", is_flag=True, help="Each gradient is applied and freed."),
    Option(name="precision", tasks=ANY, choices=PRECISIONS, help="[default: what the card can]"),
    Option(name="batch_per_gpu", tasks=(TRAIN, BATCH), help="Sequences at a time."),
    Option(name="sequence_length", tasks=(TRAIN, BATCH), help="Tokens of a sequence."),
    Option(name="source_length", tasks=(TRAIN, BATCH), help="Tokens into a T5.  [default: 512]"),
    Option(name="target_length", tasks=(TRAIN, BATCH), help="Tokens out of a T5.  [default: 128]"),
    Option(name="mean_length", help="Mean tokens of unpacked batches."),
    Option(name="new_tokens", tasks=(BATCH,), help="Tokens that are generated.  [default: 128]"),
    Option(name="beams", tasks=(BATCH,), help="Beams of the search.  [default: 1]"),
    Option(name="checkpointing", choices=choices.CHECKPOINTINGS, help="[default: full]"),
    Option(name="activation_offload", is_flag=True, help="Activations wait in host memory."),
    Option(name="loss", choices=choices.LOSSES, help="Cross-entropy.  [default: eager]"),
    Option(name="attention", tasks=(TRAIN, BATCH), choices=choices.ATTENTIONS, help="Kernel."),
    Option(name="compile", is_flag=True, help="The step is compiled."),
    Option(name="gradient_accumulation", help="Batches per step.  [default: 1]"),
    Option(name="freeze", choices=choices.FREEZES, help="Part that is not trained."),
    Option(name="images", tasks=ANY, help="Images per sequence.  [default: 1]"),
    Option(name="sharding", choices=choices.SHARDINGS, help="[default: the least that fits]"),
    Option(name="offload", choices=choices.OFFLOADS, help="To host memory.  [default: none]"),
    Option(name="tensor_parallel", tasks=(BATCH, SERVE), help="GPUs per replica."),
    Option(name="concurrency", tasks=(SERVE,), help="Sequences at a time.  [default: 8]"),
    Option(name="context", tasks=(SERVE,), help="Tokens of a sequence, prompt and answer."),
    Option(
        name="throughput",
        tasks=(SERVE,),
        kind=Band(),
        metavar="N-M",
        help="Provisioned throughput: tokens per second, at least and at most.",
    ),
    Option(name="tokens", tasks=(TRAIN, BATCH), help="Tokens of the whole job, all epochs."),
    Option(
        name="deadline_hours",
        tasks=(TRAIN, BATCH),
        kind=click.FLOAT,
        metavar="HOURS",
        help="Latest end, also of a slow run.",
    ),
    Option(
        name="encrypted_in_transit",
        tasks=(TRAIN, BATCH),
        is_flag=True,
        help="Only nodes that encrypt what they send each other.",
    ),
    Option(name="spot", tasks=(BATCH,), is_flag=True, help="Spot nodes are fine."),
)
OPTIONS = {option.name: option for option in JOB}
FLAGS = {name: option.flag for name, option in OPTIONS.items()} | {
    "prompt_length": "--source-length",
    "workers": "--workers",
    "gpus": "--gpus",
}
NAMES = {True: ("source_length", "target_length"), False: ("sequence_length", "new_tokens")}


def job_options(command: Command) -> Command:
    """Add the options of a job."""
    for option in reversed(JOB):
        kind: Any = click.Choice(option.choices) if option.choices else option.kind or click.INT
        if option.is_flag:
            command = click.option(option.flag, is_flag=True, help=option.help)(command)
        else:
            metavar = None if option.choices else option.metavar
            command = click.option(option.flag, type=kind, metavar=metavar, help=option.help)(
                command
            )
    return command


def request_from(
    model: Model, task: str, given: Mapping[str, Any], asked: Asked | None, **rules: Any
) -> Request:
    """Return the request; every option that does not go with the task is told at once."""
    said = {
        name: value for name, value in given.items() if value is not None and value is not False
    }
    problems = [*_wrong_task(task, said), *_wrong_range(said, asked)]
    if asked and "throughput" in said:
        found = "does not go with --node or --gpu"
        problems.append(Problem(where="--throughput", found=found, fix="one of both"))
    problems += [] if problems else _wrong_model(model, task, said)
    if problems:
        raise ModelStacksError("\n".join(str(problem) for problem in problems))
    whole = {key: said.pop(key) for key in WHOLE if key in said}
    is_encrypted = said.pop("encrypted_in_transit", False)
    if is_encrypted:
        rules["encrypted"] = True
    layout = {
        key: said.pop(key) for key in ("sharding", "offload", "tensor_parallel") if key in said
    }
    return Request(
        model=model,
        job=_job(model, task, said),
        precision_is_set="precision" in said,
        asked=asked,
        **whole,
        **layout,
        **rules,
    )


def _job(model: Model, task: str, said: dict[str, Any]) -> FineTune | BatchInference | Serve:
    if task == TRAIN:
        return FineTune(**said)
    if task == SERVE:
        return Serve(**said)
    prompt, new = NAMES[model.architecture == "encoder-decoder"]
    length, answer = said.pop(prompt, None), said.pop(new, None)
    if length is not None and prompt == "sequence_length":
        length -= 128 if answer is None else answer
        if length < 1:
            found = "leaves no room for a prompt"
            problem = Problem(where="--sequence-length", found=found, fix="more than --new-tokens")
            raise ModelStacksError(str(problem))
    return BatchInference(prompt_length=length, new_tokens=answer, **said)


def _wrong_task(task: str, said: Mapping[str, Any]) -> list[Problem]:
    return [
        Problem(
            where=OPTIONS[name].flag,
            found=f"is not for --task {task}",
            allowed="with --task " + ", ".join(OPTIONS[name].tasks),
        )
        for name in said
        if task not in OPTIONS[name].tasks
    ]


def _wrong_model(model: Model, task: str, said: Mapping[str, Any]) -> list[Problem]:
    """Return what the memory model does not check: lengths of batch inference, and T5 in fp16."""
    is_t5 = model.architecture == "encoder-decoder"
    problems = []
    if is_t5 and said.get("precision") == "fp16":
        found = f"{model.name} overflows in fp16 (t5-never-fp16)"
        problems.append(Problem(where="--precision", found=found, allowed="bf16, amp, fp32"))
    allowed = choices.TRAINING_PRECISIONS if task == TRAIN else choices.WEIGHT_PRECISIONS
    if said.get("precision") not in (None, *allowed):
        found = f"`{said['precision']}` is not for --task {task}"
        where = "--precision"
        problems.append(Problem(where=where, found=found, allowed=", ".join(allowed)))
    degree = said.get("tensor_parallel")
    shape = architecture_of(model)
    if degree and not is_t5 and not shape.divides_heads(degree):
        near = max(n for n in range(1, degree) if shape.divides_heads(n))
        found = f"{degree} GPUs do not divide {shape.heads} heads (tensor-parallel-divides-heads)"
        problems.append(Problem(where="--tensor-parallel", found=found, nearest=str(near)))
    if task == BATCH:
        for name in NAMES[not is_t5]:
            if name in said:
                instead = " and ".join(OPTIONS[other].flag for other in NAMES[is_t5])
                found = f"is not for a {model.architecture} model"
                problems.append(Problem(where=OPTIONS[name].flag, found=found, allowed=instead))
    return problems


def _wrong_range(said: Mapping[str, Any], asked: Asked | None) -> list[Problem]:
    values = {name: said[name] for name in ("tokens", "deadline_hours") if name in said}
    if asked:
        values |= {"workers": asked.workers, "gpus": asked.gpus}
    degree = said.get("tensor_parallel")
    if degree is not None and not 1 <= degree <= 64:  # noqa: PLR2004
        return [Problem(where="--tensor-parallel", found=f"{degree}", allowed="1 to 64")]
    return [
        Problem(where=FLAGS[name], found=f"{value:g} is out of range", allowed=_range(name))
        for name, value in values.items()
        if not 0 < value <= MOST[name]
    ]


def _range(name: str) -> str:
    return f"{'above 0' if name == 'deadline_hours' else '1'} to {MOST[name]:,}"


def gpu_kind(where: str, name: str, catalog: Catalog) -> str:
    """Return the GPU kind meant; one that comes with several memories is asked back."""
    by_name = {kind.upper(): kind for kind in catalog.gpus}
    wanted = name.upper()
    if wanted in by_name:
        return by_name[wanted]
    sizes = [kind for kind in catalog.gpus if kind.upper().startswith(f"{wanted}-")]
    if len(sizes) > 1:
        memory = " or ".join(kind.rpartition("-")[2] for kind in sizes)
        found = f"`{name}` comes with different memory, which decides what fits: {memory} GB?"
        raise ModelStacksError(str(Problem(where=where, found=found, allowed=", ".join(sizes))))
    if sizes:
        return sizes[0]
    close = closest(name, catalog.gpus)
    problem = Problem(
        where=where,
        found=f"GPU `{name}` is not known",
        nearest=", ".join(close),
        allowed=", ".join(catalog.gpus),
    )
    raise ModelStacksError(str(problem))
