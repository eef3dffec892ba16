"""How a model at inference is laid out over GPUs, and what serves it."""

from modelstacks.sizing.architecture import Architecture, Kind
from modelstacks.sizing.hardware.rule import Broken, rule


def tensor_parallel_problem(model: Architecture, parallel: int) -> Broken | None:
    """Return why the layers cannot be split over so many GPUs, or `None`."""
    if model.divides_heads(parallel):
        return None
    found = f"{parallel} GPUs do not divide {model.heads} attention heads"
    return Broken(rule="tensor-parallel-divides-heads", found=found)


def one_node_problem(replica_gpus: int, node_gpus: int) -> Broken | None:
    """Return why a replica does not fit into a node, or `None`."""
    if replica_gpus <= node_gpus:
        return None
    found = f"a replica of {replica_gpus} GPUs is more than a node's {node_gpus}"
    return Broken(rule="inference-in-one-node", found=found)


def vllm_problem(kind: Kind, version: str = "") -> Broken | None:
    """Return why vLLM (of this version; empty: the newest) does not serve the model, or `None`."""
    if kind == "encoder-decoder":
        return Broken(rule="vllm-limits", found="vLLM has never served T5")
    removed = rule("vllm-limits").values["removed_in"]
    if kind == "vision" and (not version or _numbers(version) >= _numbers(removed)):
        found = f"vLLM serves Llama 3.2 Vision only before {removed}"
        return Broken(rule="vllm-limits", found=found)
    return None


def engine_for(kind: Kind) -> str:
    """Return what runs the model at inference, in words."""
    removed = rule("vllm-limits").values["removed_in"]
    return {
        "encoder-decoder": "transformers (vLLM has never served T5); its layers one after another",
        "vision": f"vLLM below {removed}, which removed it, or transformers",
        "decoder-only": "vLLM or transformers",
    }[kind]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2])
