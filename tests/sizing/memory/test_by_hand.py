"""The guide's figures are what sizing computes."""

import re
from pathlib import Path

import pytest

from modelstacks.sizing.architecture import architecture
from modelstacks.sizing.memory import FineTune, Parallel, default_constants, estimate
from modelstacks.sizing.memory.loss import loss_bytes
from modelstacks.sizing.memory.settings import fill_in
from modelstacks.sizing.memory.training import layer_bytes, stored_bytes

GUIDE = Path(__file__).parents[3] / "docs" / "guides" / "sizing-by-hand.md"
GIB = 2**30

MODEL = architecture("t5-3b")
JOB = FineTune()
MEMORY = estimate(MODEL, JOB)
SETTINGS = fill_in(MODEL, JOB, Parallel(), default_constants())
LAYERS = layer_bytes(MODEL, SETTINGS)[0]
LOSS = loss_bytes(MODEL, SETTINGS).backward / GIB
INPUTS = stored_bytes(SETTINGS, LAYERS) / GIB
STATES = {"weights": 4, "optimizer": 8, "gradients": 4}
FORWARD = MEMORY.phases["forward"] - MEMORY.phases["loss"]

FIGURES = {
    **{name: width * MODEL.parameters / GIB for name, width in STATES.items()},
    "layer inputs": INPUTS,
    "shared tensors": MEMORY.phases["loss"] - 12 * MODEL.parameters / GIB - INPUTS - LOSS,
    "logits": LOSS,
    "one encoder layer": LAYERS[0].saved / GIB,
    "its work": LAYERS[0].work / GIB,
    "casts": 2 * (MODEL.linear_parameters + MODEL.split.embedding) / GIB,
    **MEMORY.phases,
    "peak": MEMORY.peak_gib,
    "needed": MEMORY.needed_gib,
    "needed in bf16 with Adafactor": estimate(
        MODEL, FineTune(precision="bf16", optimizer="adafactor")
    ).needed_gib,
}
PARAMETERS = {
    "encoder": MODEL.split.encoder,
    "decoder": MODEL.split.decoder,
    "embedding": MODEL.split.embedding,
    "P": MODEL.parameters,
}


def table_rows() -> list[tuple[str, str]]:
    """First and last cell of every table row."""
    text = GUIDE.read_text(encoding="utf-8")
    rows = [line.strip("|\n ").split("|") for line in text.splitlines() if line.startswith("| ")]
    return [(cells[0].strip(), cells[-1].strip()) for cells in rows]


ROWS = table_rows()


@pytest.mark.parametrize(("name", "figure"), FIGURES.items(), ids=list(FIGURES))
def test_a_figure_of_the_guide(name: str, figure: float) -> None:
    shown = {cell for row, cell in ROWS if row == name and re.fullmatch(r"[\d.]+", cell)}
    assert f"{figure:.2f}" in shown


@pytest.mark.parametrize(("name", "count"), PARAMETERS.items())
def test_a_count_of_the_guide(name: str, count: int) -> None:
    assert (name, f"{count:,}") in ROWS


def test_the_guide_names_the_moment_of_the_peak() -> None:
    assert f"the peak is at the {MEMORY.phase}" in GUIDE.read_text(encoding="utf-8")


def test_the_verdicts_of_the_guide() -> None:
    assert MEMORY.verdict(79.2) == "ok"
    assert MEMORY.verdict(44.4) == "no"
    assert estimate(MODEL, JOB, Parallel(gpus=2, sharding="zero3")).verdict(44.4) == "ok"
