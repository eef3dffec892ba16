"""How long it takes to rank every AWS node type, in this process."""

import time
from statistics import median
from typing import get_args

from modelstacks.catalog import load_catalog
from modelstacks.sizing.choice.choose import choose
from modelstacks.sizing.choice.request import Request
from modelstacks.sizing.memory import FineTune
from modelstacks.sizing.memory.choices import Method

MODEL = "t5-11b"


def rank_aws(times: int) -> float:
    """Return milliseconds for all three methods of fine-tuning, the median of some runs."""
    model = load_catalog().model(MODEL)
    values = []
    for _ in range(times):
        started = time.perf_counter()
        for method in get_args(Method):
            choose(Request(model=model, job=FineTune(method=method)))
        values.append((time.perf_counter() - started) * 1000)
    return median(values)
