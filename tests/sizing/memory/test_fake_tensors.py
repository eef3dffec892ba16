"""The recorded steps once more, on the torch and transformers that are installed."""

import importlib
from importlib.util import find_spec
from typing import Any

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
    vision_mib,
)

if find_spec("torch") and find_spec("transformers"):
    pytestmark = [pytest.mark.torch, pytest.mark.filterwarnings("ignore")]
else:
    pytestmark = [pytest.mark.skip(reason="torch and transformers are not installed")]


@pytest.fixture(scope="module")
def fakes() -> Any:
    return importlib.import_module("sizing.memory.fake_step")


@pytest.mark.parametrize("case", SAVED, ids=str)
def test_what_a_layer_saves(case: Case, fakes: Any) -> None:
    assert our_saved_mib(case) == pytest.approx(fakes.saved_mib(case), rel=0.10)


@pytest.mark.parametrize("case", PEAKS, ids=str)
def test_the_peak_of_a_step(case: Case, fakes: Any) -> None:
    assert our_peak_mib(case) == pytest.approx(fakes.peak_mib(case), rel=0.10)


@pytest.mark.parametrize("case", SELECTIVE, ids=str)
def test_what_selective_checkpointing_keeps(case: Case, fakes: Any) -> None:
    assert our_selective_mib(case) == pytest.approx(fakes.selective_mib(case), rel=0.10)


@pytest.mark.parametrize("case", ADAFACTOR, ids=str)
def test_what_a_step_of_adafactor_takes(case: Case, fakes: Any) -> None:
    assert our_step_mib(case) == pytest.approx(fakes.adafactor_mib(case), rel=0.10)


def test_layers_that_read_images(fakes: Any) -> None:
    ours = vision_mib()
    for layer, measured in fakes.vision_mib().items():
        assert ours[layer] == pytest.approx(measured, rel=0.10)
