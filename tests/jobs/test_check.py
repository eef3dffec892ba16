"""Jobs that their scripts would refuse are told before anything is drawn, with their place."""

import pytest
from support.sizing import environment_with, family_of

from modelstacks.errors import ConfigError
from modelstacks.jobs.check import check_jobs
from modelstacks.settings.project import BatchInference, FineTune, ModelSettings
from modelstacks.sizing import FamilyPlan, plan_family


def planned(model: str, batch: BatchInference) -> FamilyPlan:
    settings = ModelSettings(name=model, fine_tune=FineTune(), batch_inference=batch)
    return plan_family(family_of(settings), environment_with("aws"))


def test_what_the_scripts_run_is_fine() -> None:
    check_jobs([planned("t5-base", BatchInference()), planned("llama-3.2-1b", BatchInference())])


def test_every_refusal_is_told_at_once_with_its_place() -> None:
    plans = [
        planned("t5-base", BatchInference(engine="vllm")),
        planned("llama-3.2-1b", BatchInference(precision="fp8")),
    ]

    with pytest.raises(ConfigError) as raised:
        check_jobs(plans)

    first, second = raised.value.problems
    assert first.where == "config/families/t5.yaml models.t5-base.batch_inference"
    assert "decoder-only" in first.found
    assert second.where.endswith("models.llama-3.2-1b.batch_inference")
    assert "fp8" in second.found
