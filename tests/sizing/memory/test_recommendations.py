"""Published recommendations: what fits on what, and what does not."""

from typing import Any

import pytest

from modelstacks.sizing.architecture import architecture
from modelstacks.sizing.memory import BatchInference, FineTune, Memory, Parallel, Serve, estimate

A10G, A100_40, A100_80, L40S = 22.1, 39.4, 79.2, 44.4


def memory(name: str, job: Any, **parallel: Any) -> Memory:
    return estimate(architecture(name), job, Parallel(**parallel))


@pytest.mark.parametrize(
    ("optimizer", "in_backward", "verdict"),
    [
        ("paged-adamw-8bit", True, "ok"),
        ("adamw-8bit", False, "no"),
        ("adafactor", False, "no"),
        ("adamw", False, "no"),
    ],
)
def test_a_7b_is_tuned_whole_on_one_a10g_in_one_way(
    optimizer: Any, in_backward: bool, verdict: str
) -> None:
    # Databricks' example generator puts a 7B on one g5 node
    job = FineTune(
        precision="bf16",
        optimizer=optimizer,
        optimizer_in_backward=in_backward,
        sequence_length=1024,
    )
    assert memory("llama-2-7b", job).verdict(A10G) == verdict


def test_a_70b_on_one_a100_80_needs_4_bits() -> None:
    assert memory("llama-2-70b", BatchInference(precision="nf4")).verdict(A100_80) == "ok"
    assert memory("llama-2-70b", BatchInference(precision="bf16")).verdict(A100_80) == "no"


def test_an_8b_is_served_from_one_a10g() -> None:
    # NVIDIA NIM: up to 8B in 16 bits on one GPU of any kind
    assert memory("llama-3.1-8b", Serve(concurrency=3)).verdict(A10G) == "ok"


def test_a_13b_with_lion_has_its_12_bytes_per_parameter_over_two_a100_80() -> None:
    # MosaicML: 12 GB per billion parameters with FSDP, checkpointing and Lion
    job = FineTune(optimizer="lion", precision="amp", loss="fused")
    found = memory("llama-2-13b", job, gpus=2, sharding="fsdp")
    states = 12 * architecture("llama-2-13b").parameters / 2 / 2**30
    assert found.peak_gib == pytest.approx(states, rel=0.07)
    # what is allocated fits two cards; weights and optimizer leave no holes, the rest few
    assert found.verdict(A100_80) == "tight"


@pytest.mark.parametrize(
    ("gpus", "usable", "fits"),
    [(8, A100_40, False), (64, A100_40, False), (8, A100_80, False), (64, A100_80, True)],
)
def test_a_90b_is_tuned_whole_on_64_large_cards_only(gpus: int, usable: float, fits: bool) -> None:
    found = memory("llama-3.2-90b-vision", FineTune(), gpus=gpus, gpus_per_node=8)
    assert (found.verdict(usable) == "ok") is fits


@pytest.mark.parametrize(("gpus", "usable", "fits"), [(2, A100_80, False), (4, A100_80, True)])
def test_a_90b_is_served_from_four_large_cards(gpus: int, usable: float, fits: bool) -> None:
    found = memory("llama-3.2-90b-vision", Serve(), gpus=gpus, tensor_parallel=gpus)
    assert (found.verdict(usable) == "ok") is fits


def test_lora_up_to_11b_fits_one_card_of_48_gb() -> None:
    for name in ("t5-11b", "flan-t5-xxl", "llama-3.1-8b", "llama-3.2-11b-vision"):
        assert memory(name, FineTune(method="lora")).verdict(L40S) == "ok"
