"""What a job's script imports and no runtime ships: adapters and packed weights."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from modelstacks.catalog import Runtime
from modelstacks.sizing.memory import BatchInference, FineTune
from modelstacks.sizing.plans import Reason

DATA = Path(__file__).with_name("job_libraries.json")
PACKED = ("int8", "nf4")


def job_libraries(
    job: FineTune | BatchInference, runtime: Runtime, engine: str = "transformers"
) -> tuple[tuple[str, ...], Reason]:
    """Return pinned requirements besides those of the model, and why.

    Batch inference takes PEFT along: what it answers with may be an adapter. A package that no
    version is known of for this runtime is left out (`has_engine`).
    """
    names = ["vllm"] if engine == "vllm" and has_engine(engine, runtime) else []
    if isinstance(job, BatchInference):
        names.append("peft")
        if job.precision in PACKED:
            names.append("bitsandbytes")
    else:
        if job.method != "full":
            names.append("peft")
        if job.method == "qlora" or "8bit" in job.optimizer or job.optimizer == "lion":
            names.append("bitsandbytes")
    row = _row(runtime.version)
    pins = tuple(f"{name}=={row[name]}" for name in sorted(names))
    because = f"the job's script imports {' and '.join(sorted(names))}, which no runtime ships"
    return pins, Reason(decision="libraries", value=", ".join(pins), because=because)


def has_engine(engine: str, runtime: Runtime) -> bool:
    """Whether an engine of batch inference is known to run on a runtime."""
    return engine == "transformers" or engine in _row(runtime.version)


def _row(version: tuple[int, int]) -> dict[str, Any]:
    rows = [row for row in _rows() if tuple(row["from"]) <= version]
    return rows[-1] if rows else _rows()[0]


@cache
def _rows() -> list[dict[str, Any]]:
    """Return the rows, the oldest runtime first."""
    rows: list[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))["rows"]
    return rows
