"""What answers prompts: transformers, or vLLM where the job asks for it; one per process."""

from collections.abc import Callable, Sequence
from typing import Any

from . import replicas
from .arguments import BatchInferenceArguments
from .memory_report import measured_peaks
from .options import vllm_options
from .storage import Storage

Answer = Callable[[Sequence[str]], list[str]]

_loaded: dict[tuple[str, tuple[int, ...]], Answer] = {}


def make_engine(arguments: BatchInferenceArguments, devices: Sequence[int]) -> Answer:
    """Load the model onto these GPUs."""
    source = Storage(arguments.storage).model_source(arguments.model)
    if arguments.engine == "vllm":
        return VllmEngine(source, arguments, devices)
    from .generation import Generator

    return Generator(source, arguments, devices=devices)


def engine_of_task(arguments: BatchInferenceArguments, devices: Sequence[int]) -> Answer:
    """Return this process's engine: Spark uses a Python process for one task after the other."""
    key = arguments.model, tuple(devices)
    if key not in _loaded:
        _loaded.clear()
        _loaded[key] = make_engine(arguments, devices)
    return _loaded[key]


def answer_share(
    arguments: BatchInferenceArguments, replica: int, prompts: list[str]
) -> tuple[list[str], Any]:
    """Answer the prompts of one replica on its own GPUs; return the peaks of this process too."""
    gpus = arguments.gpus_per_replica if arguments.device == "cuda" else 0
    engine = make_engine(arguments, replicas.devices_of(replica, gpus))
    return engine(prompts), measured_peaks()


class VllmEngine:
    """vLLM inside one node, with as many sequences at a time as the plan counted."""

    def __init__(
        self, source: str, arguments: BatchInferenceArguments, devices: Sequence[int]
    ) -> None:
        import os

        if devices:
            seen = os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",")
            own = [seen[one] if one < len(seen) and seen[0] else str(one) for one in devices]
            os.environ["CUDA_VISIBLE_DEVICES"] = ",".join(own)
        import vllm

        self.model = vllm.LLM(**vllm_options(arguments, source))
        self.sampling = vllm.SamplingParams(
            temperature=0.0,
            max_tokens=arguments.new_tokens,
            truncate_prompt_tokens=arguments.prompt_length,
        )

    def __call__(self, prompts: Sequence[str]) -> list[str]:
        """Return one answer per prompt."""
        outputs = self.model.generate(list(prompts), self.sampling, use_tqdm=False)
        return [str(one.outputs[0].text) for one in outputs]
