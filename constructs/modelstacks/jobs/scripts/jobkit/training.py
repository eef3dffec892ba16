"""One training process: load, train or continue, keep the result, report the memory."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from . import checkpoints, tracking
from .arguments import FineTuneArguments
from .data import TokenRows, read_rows
from .memory_report import MemoryReport, busiest, measured_peaks, reset_peak
from .options import training_options
from .storage import Storage

LOCAL_DISK = "/local_disk0"
"""NVMe of a Databricks node."""

RESULT = "modelstacks.json"
"""What a finished run tells of itself, beside its weights."""


def train(arguments: FineTuneArguments) -> dict[str, Any]:
    """Train until the end, from the latest complete checkpoint on, and return what came out."""
    import transformers

    from .collator import Collator
    from .models import load_for_training, load_tokenizer, trainable_parameters
    from .trainer import (
        KeepInVolume,
        LogMetrics,
        PlannedTrainer,
        allow_random_states,
        gather,
        hosts,
        rank,
        restore_to_numbered_cpus,
    )

    storage = Storage(arguments.storage)
    kept = storage.run(arguments.run, "checkpoints")
    allow_random_states()
    if arguments.device == "cpu" and arguments.gpus > 1:
        restore_to_numbered_cpus()
    with _local_folder() as local:
        options = training_options(arguments, local)
        settings = transformers.TrainingArguments(**options)
        source = storage.model_source(arguments.model)
        tokenizer = load_tokenizer(source)
        model = load_for_training(source, arguments)
        collator = Collator(tokenizer, arguments, storage)
        if arguments.model_kind == "vision" and arguments.images:
            collator.processor = transformers.AutoProcessor.from_pretrained(source)
        rows = TokenRows(read_rows(storage, arguments.dataset), tokenizer, arguments)
        trainer = PlannedTrainer(
            planned=arguments,
            model=model,
            args=settings,
            train_dataset=rows,
            data_collator=collator,
            callbacks=[KeepInVolume(kept, arguments.keep_checkpoints), LogMetrics()],
        )
        resumed = checkpoints.latest(kept)
        if rank() == 0:
            checkpoints.clear_unfinished(kept)
        reset_peak()
        with _watched(rank(), hosts()):
            outcome = trainer.train(resume_from_checkpoint=str(resumed) if resumed else None)
        allocated, reserved = busiest(gather(measured_peaks()))
        report = MemoryReport(
            predicted_gib=arguments.predicted_peak_gib,
            predicted_parts=arguments.predicted_parts,
            measured_gib=allocated,
            reserved_gib=reserved,
            predicted_trainable=arguments.predicted_trainable,
            trainable=trainable_parameters(model),
        )
        result = {
            "steps": int(trainer.state.global_step),
            "resumed_from": resumed.name if resumed else None,
            "loss": float(outcome.training_loss),
            "losses": [one["loss"] for one in trainer.state.log_history if "loss" in one],
            "metrics": report.metrics(),
            "report": str(report),
        }
        _keep(trainer, arguments, storage, local, result)
        return result


def _keep(
    trainer: Any, arguments: FineTuneArguments, storage: Storage, local: str, result: dict[str, Any]
) -> None:
    """Save weights (or adapters), tokenizer and a record of the run in the volume."""
    from .trainer import rank, wait_for_all

    saved, target = Path(local) / "model", storage.run(arguments.run, "model")
    trainer.save_model(str(saved))
    if rank() == 0:
        trainer.data_collator.tokenizer.save_pretrained(str(saved))
        if trainer.data_collator.processor is not None:
            trainer.data_collator.processor.save_pretrained(str(saved))
        record = {
            "base_model": arguments.model,
            "model_kind": arguments.model_kind,
            "method": arguments.method,
            "attention": arguments.attention,
            "fingerprint": arguments.fingerprint,
            **result,
        }
        (saved / RESULT).write_text(json.dumps(record, indent=1), encoding="utf-8")
        if target.exists():
            shutil.rmtree(target)
        checkpoints.copy_files(saved, target)
        checkpoints.mark_complete(target)
    wait_for_all()


def _watched(rank: int, hosts: list[str]) -> Any:
    """Let the first process of each node watch its GPUs."""
    if hosts.index(hosts[rank]) != rank:
        return nullcontext()
    return tracking.same_run(sorted(set(hosts)).index(hosts[rank]))


@contextmanager
def _local_folder() -> Iterator[str]:
    """Give this process a folder on local disk, removed at the end."""
    disk = Path(LOCAL_DISK)
    path = tempfile.mkdtemp(prefix="fine-tune-", dir=disk if disk.is_dir() else None)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
