"""What is refused about scaling, spot and idleness, each with its reason."""

import pytest

from modelstacks.settings.idleness import is_production

from .conftest import ENVIRONMENT, Config

PROD = ENVIRONMENT.replace("environment: dev", "environment: prod")


def family(workload: str) -> str:
    return f"family: t5\nmodels:\n  t5-base:\n    {workload}\n"


@pytest.mark.parametrize(
    ("workload", "path", "found"),
    [
        ("fine_tune: {spot: true}", "fine_tune.spot", "no training on spot"),
        ("fine_tune: {max_workers: 8}", "fine_tune.max_workers", "no training autoscales"),
        ("fine_tune: {autoscale: {}}", "fine_tune.autoscale", "no training autoscales"),
        ("fine_tune: {pool: gpus}", "fine_tune.pool", "a pool keeps GPUs that nobody uses"),
        ("fine_tune: {spot_driver: true}", "fine_tune.spot_driver", "a lost driver is a lost"),
        ("interactive: {spot_driver: true}", "interactive.spot_driver", "a lost driver is a lost"),
        ("interactive: {spot: true}", "interactive.spot", "spot is a rule of the environment"),
        ("interactive: {pool: gpus}", "interactive.pool", "a pool keeps GPUs that nobody uses"),
        ("batch_inference: {spot: true}", "batch_inference.spot", "spot is a rule of the env"),
        (
            "batch_inference: {autotermination_minutes: 30}",
            "batch_inference.autotermination_minutes",
            "the cluster of a job ends with the job",
        ),
        (
            "interactive: {autotermination_minutes: 0}",
            "interactive.autotermination_minutes",
            "an idle GPU cluster that never stops",
        ),
        (
            "interactive: {autotermination_minutes: false}",
            "interactive.autotermination_minutes",
            "an idle GPU cluster that never stops",
        ),
    ],
)
def test_refused_with_its_reason(config: Config, workload: str, path: str, found: str) -> None:
    config.family(family(workload))

    (problem,) = config.problems()
    assert problem.where == f"config/families/t5.yaml:4 models.t5-base.{path}"
    assert problem.found.startswith(found)
    assert problem.fix


def test_other_minutes_are_told_as_any_number_is(config: Config) -> None:
    config.family(family("interactive: {autotermination_minutes: 5}"))

    (problem,) = config.problems()
    assert (problem.found, problem.allowed) == ("found the number 5", "10 to 10000")


@pytest.mark.parametrize(
    ("serve", "fix"),
    [
        ("{version: 1, scale_to_zero: true}", "acknowledge_cold_start: true"),
        (
            "{version: 1, scale_to_zero: true, promised_latency_ms: 300, "
            "acknowledge_cold_start: true}",
            "promise nothing",
        ),
    ],
)
def test_an_endpoint_that_users_wait_for_does_not_stop(
    config: Config, serve: str, fix: str
) -> None:
    config.environment(PROD, "prod")
    config.family(family(f"serve: {serve}"))

    (problem,) = config.problems("prod")
    assert problem.found.startswith("scales to zero")
    assert "takes minutes" in problem.found
    assert fix in problem.fix


def test_a_promise_holds_in_every_environment(config: Config) -> None:
    config.family(family("serve: {version: 1, scale_to_zero: true, promised_latency_ms: 300}"))

    (problem,) = config.problems()
    assert "300 ms are promised" in problem.found


@pytest.mark.parametrize(
    ("environment", "serve", "expected"),
    [
        ("dev", "{version: 1}", True),
        ("dev", "{version: 1, promised_latency_ms: 300}", False),
        ("prod", "{version: 1}", False),
        ("prod", "{version: 1, scale_to_zero: true, acknowledge_cold_start: true}", True),
    ],
)
def test_what_holds_where_nothing_is_said(
    config: Config, environment: str, serve: str, expected: bool
) -> None:
    config.environment(PROD, "prod")
    config.family(family(f"serve: {serve}"))

    endpoint = config.load(environment).families[0].models[0].serve
    assert endpoint is not None
    assert endpoint.scale_to_zero is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("prod", True),
        ("prod-eu", True),
        ("eu-production", True),
        ("dev", False),
        ("prodigy", False),
    ],
)
def test_production_is_known_by_its_name(name: str, expected: bool) -> None:
    assert is_production(name) is expected
