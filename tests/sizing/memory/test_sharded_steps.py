"""What FSDP and ZeRO-3 hold at each moment of a step."""

from typing import Any

import pytest

from modelstacks.sizing.architecture import architecture
from modelstacks.sizing.memory import FineTune, Memory, Parallel, default_constants, estimate
from modelstacks.sizing.memory.settings import fill_in
from modelstacks.sizing.memory.states import states

GIB = 2**30
MODEL = architecture("mistral-7b-v0.1")
FULL = FineTune(precision="bf16", optimizer_loop="foreach", sequence_length=4096)


def memory(job: FineTune, **spread: Any) -> Memory:
    return estimate(MODEL, job, Parallel(gpus=2, **spread))


def test_fsdp_frees_gradients_and_gathers_nothing_at_the_step() -> None:
    found = memory(FULL, sharding="fsdp")

    # weights, gradients, two moments and a copy of the weights while foreach steps
    assert found.phases["optimizer step"] == pytest.approx(10 * MODEL.parameters / 2 / GIB)
    kept = memory(FineTune(**{**vars(FULL), "gradient_accumulation": 2}), sharding="fsdp")
    gradients = 2 * MODEL.parameters / 2 / GIB
    assert kept.phases["forward"] - found.phases["forward"] == pytest.approx(gradients)


def test_zero3_keeps_its_gradients() -> None:
    zero = memory(FULL, sharding="zero3").phases["forward"]

    assert zero > memory(FULL, sharding="fsdp").phases["forward"] + MODEL.parameters / GIB


@pytest.mark.parametrize("sharding", ["zero3", "fsdp"])
def test_a_model_that_is_not_built_sharded_is_whole_on_each_gpu_first(sharding: Any) -> None:
    lora = FineTune(method="lora", sequence_length=512)
    found = memory(lora, sharding=sharding, zero_init=False)

    assert found.phase == "sharding"
    assert found.peak_gib == pytest.approx(1.5 * 2 * MODEL.parameters / GIB, rel=0.02)
    assert "sharding" not in memory(lora, sharding=sharding).phases


def test_packed_weights_are_gathered_packed() -> None:
    gathered = [
        states(
            MODEL,
            fill_in(
                MODEL,
                FineTune(method=method),
                Parallel(gpus=2, sharding="fsdp"),
                default_constants(),
            ),
        ).gathered
        for method in ("qlora", "lora")
    ]

    assert 0.25 < gathered[0] / gathered[1] < 0.6


def test_norms_in_fp32_make_the_residual_stream_fp32() -> None:
    job = FineTune(method="qlora", precision="amp", batch_per_gpu=4, sequence_length=4096)
    wide = default_constants().with_values({"nf4_rest_width": 4})
    found = [estimate(MODEL, job, constants=one).parts["activations"] for one in (None, wide)]

    entries = 2 * 32 * 4 * 4096 * MODEL.hidden / GIB
    assert found[1] - found[0] >= entries
