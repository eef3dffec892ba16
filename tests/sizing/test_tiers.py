"""The tier table goes by the nominal size, and has an answer for its gaps."""

from dataclasses import replace

import pytest
from support.sizing import environment_with, family_of

from modelstacks.catalog import load_catalog
from modelstacks.errors import ConfigError
from modelstacks.settings.project import Interactive
from modelstacks.sizing.context import Context
from modelstacks.sizing.rules import load_rules
from modelstacks.sizing.tiers import tier_workers
from modelstacks.sizing.workers import choose_workers

CATALOG = load_catalog()
T5_3B = CATALOG.model("t5-3b")


@pytest.mark.parametrize(
    ("billions", "gpu", "expected"),
    [
        (0.06, "A10G", "2-4"),
        (3, "A10G", "2-4"),
        (3.1, "A10G", "4-8"),
        (3.1, "A100-40", "2-4"),
        (8, "L40S", "2-4"),
        (8, "L4", "4-8"),
        (11, "L40S", "4-8"),
        (90, "H100-80", "4-8"),
        (90.1, "H100-80", "None"),
    ],
)
def test_workers_of_a_size(billions: float, gpu: str, expected: str) -> None:
    model = replace(T5_3B, nominal_billions=billions)

    assert str(tier_workers(model, CATALOG.gpu(gpu), load_rules())) == expected


def test_a_model_above_the_last_tier_needs_its_bounds_set() -> None:
    context = Context(
        model=replace(T5_3B, nominal_billions=405),
        environment=environment_with(),
        catalog=CATALOG,
        rules=load_rules(),
        family=family_of(),
    )
    gpu = CATALOG.gpu("H100-80")
    problems: list[object] = []

    assert choose_workers(Interactive(), gpu, context, problems) is None  # type: ignore[arg-type]
    set_bounds = choose_workers(Interactive(min_workers=6, max_workers=9), gpu, context, [])

    assert "above the last tier" in str(problems[0])
    assert set_bounds is not None
    assert str(set_bounds[0]) == "6-9"
    assert issubclass(ConfigError, Exception)
