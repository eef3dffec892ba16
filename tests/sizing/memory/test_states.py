"""Weights, gradients and optimizer: bytes per parameter, sharded, offloaded, packed."""

from typing import Any

import pytest

from modelstacks.sizing.architecture import architecture
from modelstacks.sizing.memory import FineTune, Parallel, default_constants
from modelstacks.sizing.memory.host import offload_bytes
from modelstacks.sizing.memory.settings import fill_in
from modelstacks.sizing.memory.states import States, states

GIB = 2**30
MODEL = architecture("llama-3.1-8b")


def states_of(
    name: str = "llama-3.1-8b", parallel: Parallel | None = None, **options: Any
) -> States:
    model = architecture(name)
    job = FineTune(**options)
    return states(model, fill_in(model, job, parallel or Parallel(), default_constants()))


def per_parameter(state: States) -> float:
    return (state.weights + state.gradients + state.optimizer) / MODEL.parameters


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"precision": "fp32"}, 16),
        ({"precision": "amp"}, 16),
        ({"precision": "bf16"}, 8),
        ({"precision": "bf16", "optimizer": "adamw-8bit"}, 6),
        ({"precision": "amp", "optimizer": "adamw-8bit"}, 10),
        ({"precision": "amp", "optimizer": "adafactor"}, 8),
        ({"precision": "bf16", "optimizer": "adafactor"}, 4),
        ({"precision": "amp", "optimizer": "lion"}, 12),
        ({"precision": "bf16", "optimizer": "sgd"}, 4),
        ({"precision": "bf16", "optimizer": "paged-adamw-8bit"}, 4),
    ],
)
def test_bytes_per_parameter(options: dict[str, Any], expected: float) -> None:
    assert per_parameter(states_of(**options)) == pytest.approx(expected, rel=0.01)


def test_an_optimizer_in_backward_holds_one_gradient() -> None:
    lean = states_of(precision="bf16", optimizer="adamw-8bit", optimizer_in_backward=True)
    assert per_parameter(lean) == pytest.approx(4.16, rel=0.01)
    assert lean.gradients == 2 * MODEL.vocabulary * MODEL.hidden


@pytest.mark.parametrize(
    ("loop", "work"), [("fused", 0), ("foreach", 2 * MODEL.parameters), ("loop", 4 * 128256 * 4096)]
)
def test_what_a_step_of_adamw_takes(loop: str, work: float) -> None:
    assert states_of(precision="bf16", optimizer_loop=loop).step_work == work


@pytest.mark.parametrize(
    ("sharding", "expected"),
    [
        ("ddp", 16),
        ("zero1", 2 + 2 + 16 / 8),
        ("zero2", 2 + 18 / 8),
        ("zero3", 18 / 8),
        ("fsdp", 16 / 8),
    ],
)
def test_sharding_divides_what_it_shards(sharding: str, expected: float) -> None:
    parallel = Parallel(gpus=8, sharding=sharding)  # type: ignore[arg-type]
    assert per_parameter(states_of(parallel=parallel, precision="amp")) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("sharding", "offload", "expected"),
    [("zero2", "optimizer", 2), ("zero3", "optimizer", 2 / 8), ("zero3", "all", 0)],
)
def test_offload_leaves_what_deepspeed_says(sharding: str, offload: str, expected: float) -> None:
    parallel = Parallel(gpus=8, sharding=sharding, offload=offload)  # type: ignore[arg-type]
    assert per_parameter(states_of(parallel=parallel, precision="amp")) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("parameters_too", "zero_init", "gib"),
    [(False, True, 63.74), (True, True, 71.71), (True, False, 127.48), (False, False, 127.48)],
)
def test_host_memory_of_offload(parameters_too: bool, zero_init: bool, gib: float) -> None:
    # DeepSpeed's figures for its t5-3b of 2,851 million parameters on 8 GPUs of one node
    found = offload_bytes(2_851_598_336, 8, 1, parameters_too=parameters_too, zero_init=zero_init)
    assert found / GIB == pytest.approx(gib, rel=0.001)


def test_nf4_takes_half_a_byte_and_a_little() -> None:
    assert default_constants().nf4_bytes == pytest.approx(0.516, abs=0.0005)


def test_qlora_leaves_embeddings_and_head_in_16_bits() -> None:
    state = states_of(method="qlora")
    adapters = 4 * MODEL.lora_parameters(16)
    rest = MODEL.parameters - MODEL.linear_parameters
    packed = MODEL.linear_parameters * default_constants().nf4_bytes
    assert state.weights == pytest.approx(packed + 2 * rest + adapters)


def test_qlora_of_a_t5_leaves_the_wide_projection_in_fp32() -> None:
    model = architecture("t5-11b")
    down = sum(row.parameters for row in model.linears if row.name == "down")
    assert states_of("t5-11b", method="qlora").weights > 4 * down


@pytest.mark.parametrize(
    ("name", "freeze", "trained"),
    [
        ("llama-3.2-90b-vision", "decoder", 18_039_583_291),
        ("t5-base", "encoder", 113_275_008),
        ("llama-3.2-1b", "embeddings", 1_235_814_400 - 128256 * 2048),
    ],
)
def test_frozen_parts_are_not_trained(name: str, freeze: str, trained: int) -> None:
    assert states_of(name, freeze=freeze).trainable == trained


def test_lora_trains_its_adapters_alone() -> None:
    state = states_of(method="lora", rank=8, targets="q-v")
    assert state.trainable == MODEL.lora_parameters(8, "q-v")
    assert state.weights + state.gradients + state.optimizer == (
        2 * MODEL.parameters + 16 * state.trainable
    )


def test_zero3_tells_what_it_may_keep_gathered() -> None:
    model = architecture("llama-3.2-1b")
    settings = fill_in(model, FineTune(), Parallel(gpus=4), default_constants())
    told = [line for line in settings.assumptions if "stage3_max_live_parameters" in line]
    assert len(told) == 1
