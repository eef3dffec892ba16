"""What a job becomes on a card: its precision, or the rule that the card breaks."""

from dataclasses import replace
from typing import Any, cast

from modelstacks.catalog import Gpu
from modelstacks.sizing.architecture import Kind
from modelstacks.sizing.choice.request import Request
from modelstacks.sizing.hardware.precision import (
    attention_problem,
    fallback_precision,
    precision_problem,
)
from modelstacks.sizing.hardware.rule import Broken
from modelstacks.sizing.memory import BatchInference, FineTune, Serve

Job = FineTune | BatchInference | Serve


def precision_of(job: Job) -> str:
    """Return the precision of a job, the default filled in."""
    if job.precision is not None:
        return job.precision
    return "amp" if isinstance(job, FineTune) and job.method == "full" else "bf16"


def job_on(gpu: Gpu, request: Request) -> tuple[Job, Broken | None]:
    """Return the job as this card runs it, and what speaks against it."""
    job, kind = request.job, request.shape.kind
    if not request.precision_is_set and not gpu.has_bf16:
        fallback = fallback_precision(kind, gpu)
        if fallback == "fp32" and isinstance(job, FineTune) and job.method == "qlora":
            # 4-bit weights compute in 16 bits, and this card has only fp16
            return job, precision_problem("fp16", kind, gpu)
        job = replace(job, precision=cast(Any, fallback))
    return job, _problem(job, kind, gpu)


def _problem(job: Job, kind: Kind, gpu: Gpu) -> Broken | None:
    attention = None if isinstance(job, Serve) else job.attention
    return precision_problem(precision_of(job), kind, gpu) or attention_problem(attention, gpu)
