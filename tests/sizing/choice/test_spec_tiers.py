"""The tier table against memory: what fits at its fewest and at its most workers."""

import json
from pathlib import Path
from typing import Any

import pytest

from modelstacks.catalog import load_catalog
from modelstacks.sizing.dimensions import architecture_of
from modelstacks.sizing.memory import FineTune, Parallel, estimate

CATALOG = load_catalog()
ROWS = json.loads(Path(__file__).with_name("spec_verdicts.json").read_text())["rows"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['model']}-{row['method']}")
def test_a_tier_is_judged_at_both_ends(row: dict[str, Any]) -> None:
    found = {
        node: [verdict(row, node, workers) for workers in row["workers"]] for node in row["nodes"]
    }

    assert found == row["nodes"]


def verdict(row: dict[str, Any], node: str, workers: int) -> str:
    per_node, kind = node.split(" x ")
    gpus, usable = int(per_node) * workers, CATALOG.gpu(kind).usable_gib
    shape, job = architecture_of(CATALOG.model(row["model"])), FineTune(method=row["method"])
    if estimate(shape, job).verdict(usable) == "ok":
        return "ok1"
    spread = Parallel(gpus=gpus, gpus_per_node=int(per_node))
    return {"ok": "ok", "tight": "tight", "no": "NO"}[estimate(shape, job, spread).verdict(usable)]
