"""The one question: how much memory does this job take of each GPU?"""

from functools import lru_cache

from modelstacks.sizing.architecture import Architecture
from modelstacks.sizing.memory.constants import Constants, default_constants
from modelstacks.sizing.memory.fine_tune import FineTune
from modelstacks.sizing.memory.inference import inference_memory
from modelstacks.sizing.memory.inference_tasks import BatchInference, Serve
from modelstacks.sizing.memory.parallel import Parallel
from modelstacks.sizing.memory.result import Memory
from modelstacks.sizing.memory.serving import serving_memory

Job = FineTune | BatchInference | Serve

ONE_GPU = Parallel()


def estimate(
    model: Architecture,
    job: Job,
    parallel: Parallel = ONE_GPU,
    constants: Constants | None = None,
) -> Memory:
    """Return the memory of the busiest GPU; ConfigError when the job contradicts the model."""
    return _estimate(model, job, parallel, constants or default_constants())


@lru_cache(maxsize=1024)
def _estimate(model: Architecture, job: Job, parallel: Parallel, constants: Constants) -> Memory:
    """Many node types have as many GPUs: a ranking asks the same question again and again."""
    if isinstance(job, FineTune):
        # Planning clusters and endpoints never trains: `validate` starts faster without.
        from modelstacks.sizing.memory.settings import fill_in
        from modelstacks.sizing.memory.training import training_memory

        return training_memory(model, fill_in(model, job, parallel, constants))
    if isinstance(job, BatchInference):
        return inference_memory(model, job, parallel, constants)
    return serving_memory(model, job, parallel, constants)
