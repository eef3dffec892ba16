"""How much memory a model takes: on the busiest card, and on the host while it loads."""

from typing import Literal

from modelstacks.catalog import Gpu, Model
from modelstacks.sizing.plans import MemoryEstimate
from modelstacks.sizing.rules import Rules

Precision = Literal["bf16", "fp32"]

GIB = 2**30
BYTES_PER_PARAMETER: dict[Precision, int] = {"bf16": 2, "fp32": 4}


def precision_on(gpu: Gpu) -> Precision:
    """Return the precision of a T5 on this card: it overflows in fp16, so fp32 without bf16."""
    return "bf16" if gpu.has_bf16 else "fp32"


def weights_gib(model: Model, precision: Precision) -> float:
    """Return GiB of the whole model's weights."""
    return model.parameters * BYTES_PER_PARAMETER[precision] / GIB


def gpu_memory(
    model: Model, gpu: Gpu, gpus: int, rules: Rules, *, usable_share: float = 1.0
) -> MemoryEstimate:
    """Return the memory of one card when the layers are spread over all `gpus` of a node."""
    weights = weights_gib(model, precision_on(gpu)) / gpus
    parts = {
        "weights": weights,
        "working_memory": weights * rules.working_share,
        "cuda_context": rules.cuda_context_gib,
    }
    return MemoryEstimate(
        parts=parts, needed_gib=sum(parts.values()), usable_gib=gpu.usable_gib * usable_share
    )


def host_memory_gib(model: Model, gpu: Gpu, rules: Rules) -> float:
    """Return GiB of host RAM at the peak of loading the model."""
    return weights_gib(model, precision_on(gpu)) * rules.host_load_factor
