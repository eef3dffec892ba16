"""A Trainer that does what the plan says, and keeps its checkpoints in the volume."""

import socket
from pathlib import Path
from typing import Any

from transformers import Trainer, TrainerCallback

from . import checkpoints, tracking
from .arguments import FineTuneArguments
from .models import make_optimizer


class PlannedTrainer(Trainer):  # type: ignore[misc]
    """The Hugging Face Trainer with the planned optimizer and the planned gradients."""

    optimizer: Any

    def __init__(self, planned: FineTuneArguments, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.planned = planned

    def create_optimizer(self) -> Any:
        """Build the optimizer by its recipe: its loop and its widths are part of the plan."""
        if self.optimizer is None:
            decayed = set(self.get_decay_parameter_names(self.model))
            rows = [(n, p) for n, p in self.model.named_parameters() if p.requires_grad]
            groups = [
                {
                    "params": [p for n, p in rows if n in decayed],
                    "weight_decay": self.planned.weight_decay,
                },
                {"params": [p for n, p in rows if n not in decayed], "weight_decay": 0.0},
            ]
            self.optimizer = make_optimizer([one for one in groups if one["params"]], self.planned)
        return self.optimizer

    def _wrap_model(self, *positional: Any, **keywords: Any) -> Any:
        model = super()._wrap_model(*positional, **keywords)
        handler = getattr(self.accelerator, "ddp_handler", None)
        if handler is not None:
            # Copies count each gradient once; without this the buckets are a second one.
            handler.gradient_as_bucket_view = True
        return model


class KeepInVolume(TrainerCallback):  # type: ignore[misc]
    """Copies each checkpoint to the volume and marks it complete when every process is through."""

    def __init__(self, target: Path, keep: int) -> None:
        self.target, self.keep = target, keep

    def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> Any:
        """Copy what was just saved."""
        name = f"checkpoint-{state.global_step}"
        copy_together(Path(args.output_dir) / name, self.target / name)
        if state.is_world_process_zero:
            checkpoints.prune(self.target, self.keep)
        return control


class LogMetrics(TrainerCallback):  # type: ignore[misc]
    """Logs loss and learning rate to the job's MLflow run."""

    def on_log(self, _args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> Any:
        """Log the numbers of the main process."""
        if state.is_world_process_zero and logs:
            numbers = {name: one for name, one in logs.items() if isinstance(one, int | float)}
            tracking.log_metrics(numbers, step=state.global_step)
        return control


def allow_random_states() -> None:
    """Let a checkpoint's random state of NumPy be loaded: torch 2.6 and newer refuse it, and
    transformers before 4.48 does not allow for that."""
    import numpy
    import torch

    if not hasattr(torch.serialization, "add_safe_globals"):
        return
    state = numpy.random.get_state()[1]
    # the function that rebuilds an array; its module has another name before NumPy 2
    rebuild = state.__reduce__()[0]
    torch.serialization.add_safe_globals([rebuild, numpy.ndarray, numpy.dtype, type(state.dtype)])


def restore_to_numbered_cpus() -> None:
    """Let checkpoints be loaded to `cpu:1`, as accelerate calls the CPU of a second process: torch
    knows `cpu` alone."""
    from torch.serialization import register_package

    register_package(
        100, lambda _: None, lambda storage, place: storage if place.startswith("cpu:") else None
    )


def copy_together(source: Path, target: Path) -> None:
    """Copy the folders of all processes into one; the marker comes last, from the main process."""
    checkpoints.copy_files(source, target)
    wait_for_all()
    if rank() == 0:
        checkpoints.mark_complete(target)
    wait_for_all()


def hosts() -> list[str]:
    """Return the node of every rank."""
    return [str(name) for name in gather(socket.gethostname())]


def gather(value: Any) -> list[Any]:
    """Return the values of all processes in the order of their ranks."""
    import torch.distributed as processes

    if not (processes.is_available() and processes.is_initialized()):
        return [value]
    values: list[Any] = [None] * processes.get_world_size()
    processes.all_gather_object(values, value)
    return values


def wait_for_all() -> None:
    """Wait until every process has come here."""
    import torch.distributed as processes

    if processes.is_available() and processes.is_initialized():
        processes.barrier()


def rank() -> int:
    """Return the number of this process; 0 is the main one."""
    import torch.distributed as processes

    is_up = processes.is_available() and processes.is_initialized()
    return int(processes.get_rank()) if is_up else 0
