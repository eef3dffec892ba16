"""How a job runs: how long, how often, as whom, and what is told of it."""

from dataclasses import replace

import pytest
from support.jobs import RUN_AS, job_plan
from support.plans import ACCESS

from modelstacks.errors import ConfigError
from modelstacks.settings.jobs import Schedule
from modelstacks.settings.project import BatchInference, FineTune
from modelstacks.sizing.plans import ClusterPlan, JobRun
from modelstacks.sizing.rules import load_rules

HOUR = 3600


def run_of(plan: ClusterPlan) -> JobRun:
    assert plan.run is not None
    return plan.run


def reasons_of(plan: ClusterPlan) -> dict[str, str]:
    return {row.decision: f"{row.value}: {row.because}" for row in plan.reasons}


def test_the_timeout_is_twice_the_most_that_is_expected() -> None:
    # given a job whose volume was told, when it is planned
    plan = job_plan(FineTune(method="lora", tokens=5_000_000_000), "t5-11b")

    # then it has twice the upper estimate, in whole hours, and somebody is told before
    assert plan.hours is not None
    most = plan.hours[2] + load_rules().startup_hours
    run = run_of(plan)
    assert 2 * most <= run.timeout_seconds / HOUR < 2 * most + 1
    assert most <= run.slow_seconds / HOUR < most + 1
    assert reasons_of(plan)["timeout"].startswith(f"{run.timeout_seconds // HOUR} h: 2 x the")


def test_a_volume_that_was_assumed_leaves_room() -> None:
    plan = job_plan(FineTune())

    assert run_of(plan).timeout_seconds == 4 * HOUR
    assert run_of(plan).slow_seconds == 2 * HOUR
    assert "if it reads 50,000,000 tokens: set tokens" in reasons_of(plan)["timeout"]


def test_a_timeout_that_was_set_is_taken() -> None:
    plan = job_plan(FineTune(timeout_hours=30))

    assert run_of(plan).timeout_seconds == 30 * HOUR
    assert reasons_of(plan)["timeout"] == "30 h: set for this job; retries count"


def test_a_timeout_that_cuts_off_every_run_is_refused() -> None:
    with pytest.raises(ConfigError) as raised:
        job_plan(FineTune(method="lora", tokens=10**10, timeout_hours=1), "t5-11b")

    (problem,) = raised.value.problems
    assert problem.where.endswith("models.t5-11b.fine_tune.timeout_hours")
    assert "would cut it off" in problem.found


@pytest.mark.parametrize(
    ("settings", "retries"),
    [
        (FineTune(), 2),
        (BatchInference(), 1),
        (FineTune(retries=0), 0),
        (BatchInference(retries=5), 5),
    ],
)
def test_retries(settings: FineTune | BatchInference, retries: int) -> None:
    assert run_of(job_plan(settings)).retries == retries


def test_what_nobody_said_is_told() -> None:
    told = reasons_of(job_plan(FineTune()))

    assert told["dataset"].startswith("datasets/train: below /Volumes/dev/t5/t5_base")
    assert "latest complete checkpoint" in told["retries"]
    assert told["schedule"].startswith("none")
    assert told["run_as"].startswith("who deploys it")
    assert "challenger" in told["register"]


def test_what_was_said_is_told() -> None:
    schedule = Schedule(cron="0 0 3 ? * SUN", timezone="Europe/Berlin", paused=True)
    settings = FineTune(schedule=schedule, register=False, dataset="synthetic")
    plan = job_plan(settings, access=replace(ACCESS, run_as=RUN_AS))
    told = reasons_of(plan)

    assert told["schedule"] == "0 0 3 ? * SUN: Europe/Berlin; paused: it starts nothing"
    assert told["run_as"].startswith(RUN_AS)
    assert told["register"].startswith("no")
    assert "smoke run" in told["dataset"]
    assert run_of(plan).run_as == RUN_AS


def test_scripts_are_told_the_rest() -> None:
    training = run_of(job_plan(FineTune(epochs=3, learning_rate=0.001)))
    batch = run_of(job_plan(BatchInference(model="runs/1/model")))

    assert dict(training.options) == {"epochs": 3.0, "learning_rate": 0.001}
    assert dict(batch.options) == {"model": "runs/1/model", "engine": "transformers"}
    assert not batch.registers


def test_an_engine_needs_a_runtime_that_it_is_known_to_run_on() -> None:
    with pytest.raises(ConfigError) as raised:
        job_plan(BatchInference(engine="vllm", runtime="15.4.x-gpu-ml-scala2.12"), "llama-3.2-3b")

    assert raised.value.problems[0].where.endswith("batch_inference.engine")
    newer = BatchInference(engine="vllm", runtime="17.3.x-gpu-ml-scala2.13")
    assert "vllm==0.9.1" in job_plan(newer, "llama-3.2-3b").libraries
