"""The peak of real steps on a real card against the formulas.

Random weights, so nothing is downloaded. With MODELSTACKS_RECORD=1 the figures are added to
cards.json, which the normal suite compares with the formulas from then on.
"""

import datetime
import gc
import importlib
import json
import os
from importlib.util import find_spec
from typing import Any

import pytest
from sizing.memory.card_cases import RECORDED, Case, cases, job_of, our_peak_gib, recorded

from modelstacks.sizing.architecture import architecture

if find_spec("torch") and find_spec("transformers"):
    pytestmark = [pytest.mark.gpu, pytest.mark.filterwarnings("ignore")]
else:
    pytestmark = [pytest.mark.skip(reason="torch and transformers are not installed")]

GIB = 2**30
ROOM = 1.25


@pytest.mark.parametrize("case", cases(), ids=str)
def test_the_peak_of_real_steps(case: Case) -> None:
    # given a card with room for it
    torch: Any = importlib.import_module("torch")
    if not torch.cuda.is_available():
        pytest.skip("no GPU is at hand")
    ours = our_peak_gib(case)
    free = torch.cuda.mem_get_info()[0] / GIB
    if ours * ROOM > free:
        pytest.skip(f"needs {ours * ROOM:.1f} of {free:.1f} GiB that are free")

    # when two steps run, the second with the optimizer's state in place
    measured = _peak_gib(case)

    # then what was allocated at most is what we say
    if os.environ.get("MODELSTACKS_RECORD"):
        _record(case, measured)
    assert ours == pytest.approx(measured, rel=0.15)


def _peak_gib(case: Case) -> float:
    torch: Any = importlib.import_module("torch")
    build: Any = importlib.import_module("sizing.memory.fake_step").build
    gc.collect()
    torch.cuda.empty_cache()
    model, batch = build(architecture(case["model"]), job_of(case), device="cuda")
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, fused=True)
    torch.cuda.reset_peak_memory_stats()
    for _ in range(2):
        output = model(**batch)
        output.loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    peak = float(torch.cuda.max_memory_allocated()) / GIB
    del model, batch, trained, optimizer, output
    gc.collect()
    torch.cuda.empty_cache()
    return peak


def _record(case: Case, peak: float) -> None:
    torch: Any = importlib.import_module("torch")
    transformers: Any = importlib.import_module("transformers")
    row = {
        "case": case,
        "card": torch.cuda.get_device_name(),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "as_of": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "peak_gib": round(peak, 3),
    }
    rows = [*(old for old in recorded() if old["case"] != case or old["card"] != row["card"]), row]
    lines = ",\n".join(f"  {json.dumps(row)}" for row in rows)
    RECORDED.write_text(f'{{"rows": [\n{lines}\n]}}\n', encoding="utf-8")
