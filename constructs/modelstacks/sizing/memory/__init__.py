"""GPU memory of a model at work: bytes by part, from dimensions and causes."""

from modelstacks.sizing.memory.constants import Constants, constant_sources, default_constants
from modelstacks.sizing.memory.estimate import Job, estimate
from modelstacks.sizing.memory.fine_tune import FineTune
from modelstacks.sizing.memory.inference_tasks import BatchInference, Serve
from modelstacks.sizing.memory.parallel import Parallel
from modelstacks.sizing.memory.result import Memory, Verdict
from modelstacks.sizing.memory.serving import concurrency

__all__ = [
    "BatchInference",
    "Constants",
    "FineTune",
    "Job",
    "Memory",
    "Parallel",
    "Serve",
    "Verdict",
    "concurrency",
    "constant_sources",
    "default_constants",
    "estimate",
]
