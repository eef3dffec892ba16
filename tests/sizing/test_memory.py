"""Memory follows from exact counts, and precision from what the card computes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelstacks.catalog import load_catalog
from modelstacks.sizing.memory import gpu_memory, host_memory_gib, precision_on, weights_gib
from modelstacks.sizing.rules import load_rules

CATALOG = load_catalog()
RULES = load_rules()
MODELS = st.sampled_from(list(CATALOG.models.values()))
GPUS = st.sampled_from(list(CATALOG.gpus.values()))


@pytest.mark.parametrize(
    ("name", "precision", "gib"),
    [
        ("t5-base", "bf16", 0.415),
        ("t5-base", "fp32", 0.830),
        ("t5-3b", "bf16", 5.312),
        ("t5-11b", "bf16", 21.061),
        ("t5-11b", "fp32", 42.123),
    ],
)
def test_weights(name: str, precision: str, gib: float) -> None:
    assert weights_gib(CATALOG.model(name), precision) == pytest.approx(gib, abs=0.001)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("gpu", "precision"),
    [("T4", "fp32"), ("V100-32", "fp32"), ("A10G", "bf16"), ("L4", "bf16"), ("H100-80", "bf16")],
)
def test_a_t5_is_fp32_where_the_card_has_no_bf16_and_never_fp16(gpu: str, precision: str) -> None:
    assert precision_on(CATALOG.gpu(gpu)) == precision


def test_the_parts_of_one_card() -> None:
    memory = gpu_memory(CATALOG.model("t5-11b"), CATALOG.gpu("L40S"), 1, RULES)

    assert memory.parts == pytest.approx(
        {"weights": 21.061, "working_memory": 4.212, "cuda_context": 0.6}, abs=0.001
    )
    assert memory.needed_gib == pytest.approx(25.874, abs=0.001)
    assert memory.usable_gib == 44.4


def test_layers_spread_over_the_cards_but_each_has_its_context() -> None:
    model, gpu = CATALOG.model("t5-11b"), CATALOG.gpu("A10G")

    alone, spread = gpu_memory(model, gpu, 1, RULES), gpu_memory(model, gpu, 4, RULES)

    assert spread.parts["weights"] == pytest.approx(alone.parts["weights"] / 4)
    assert spread.parts["cuda_context"] == alone.parts["cuda_context"]


def test_loading_needs_more_than_the_weights() -> None:
    model = CATALOG.model("t5-11b")

    assert host_memory_gib(model, CATALOG.gpu("L40S"), RULES) == pytest.approx(27.38, abs=0.01)


@settings(max_examples=40, deadline=None)
@given(MODELS, GPUS, st.integers(1, 15))
def test_more_cards_never_need_more_of_each(model: object, gpu: object, gpus: int) -> None:
    fewer, more = (gpu_memory(model, gpu, count, RULES) for count in (gpus, gpus + 1))  # type: ignore[arg-type]

    assert more.needed_gib < fewer.needed_gib
    assert fewer.needed_gib == pytest.approx(sum(fewer.parts.values()))
