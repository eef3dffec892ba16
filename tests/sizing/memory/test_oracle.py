"""Our formulas against the recorded steps on fake tensors (test_fake_tensors.py runs them)."""

import pytest
from sizing.memory.oracle_cases import (
    ADAFACTOR,
    PEAKS,
    SAVED,
    SELECTIVE,
    Case,
    our_peak_mib,
    our_saved_mib,
    our_selective_mib,
    our_step_mib,
    recorded,
    vision_mib,
)

MEASURED = recorded()


def name(value: object) -> str:
    return "-".join(map(str, value.values())) if isinstance(value, dict) else ""


@pytest.mark.parametrize(
    ("case", "measured"), list(zip(SAVED, MEASURED["saved_mib"], strict=True)), ids=name
)
def test_what_a_layer_saves(case: Case, measured: float) -> None:
    assert our_saved_mib(case) == pytest.approx(measured, rel=0.01)


@pytest.mark.parametrize(
    ("case", "measured"), list(zip(PEAKS, MEASURED["peak_mib"], strict=True)), ids=name
)
def test_the_peak_of_a_step(case: Case, measured: float) -> None:
    assert our_peak_mib(case) == pytest.approx(measured, rel=0.10)


@pytest.mark.parametrize(
    ("case", "measured"), list(zip(SELECTIVE, MEASURED["selective_mib"], strict=True)), ids=name
)
def test_what_selective_checkpointing_keeps(case: Case, measured: float) -> None:
    assert our_selective_mib(case) == pytest.approx(measured, rel=0.01)


@pytest.mark.parametrize(
    ("case", "measured"), list(zip(ADAFACTOR, MEASURED["adafactor_mib"], strict=True)), ids=name
)
def test_what_a_step_of_adafactor_takes(case: Case, measured: float) -> None:
    assert our_step_mib(case) == pytest.approx(measured, rel=0.01)


@pytest.mark.parametrize("layer", ["local", "global", "cross"])
def test_layers_that_read_images(layer: str) -> None:
    assert vision_mib()[layer] == pytest.approx(MEASURED["vision_mib"][layer], rel=0.01)
