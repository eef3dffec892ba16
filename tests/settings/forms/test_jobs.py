"""How the running of a job is written, and what is not taken for right."""

import pytest

from modelstacks.settings.project import FineTune

from ..conftest import ENVIRONMENT, Config

AT = "config/families/t5.yaml:4 models.t5-base.fine_tune."
RUN_AS = "1f2e3d4c-0000-4000-8000-123456789abc"


def write(config: Config, fine_tune: str) -> None:
    config.family(f"family: t5\nmodels:\n  t5-base:\n    fine_tune: {{{fine_tune}}}\n")


def settings(config: Config) -> FineTune:
    found = config.load().families[0].models[0].fine_tune
    assert found is not None
    return found


@pytest.mark.parametrize(
    "cron", ["0 0 3 ? * SUN", "0 0/15 8-18 * * ?", "0 0 3 L * ?", "0 0 3 ? * 2#1 2027"]
)
def test_quartz_is_taken(config: Config, cron: str) -> None:
    write(config, f"schedule: {{cron: '{cron}', timezone: Europe/Berlin}}")

    schedule = settings(config).schedule
    assert schedule is not None
    assert (schedule.cron, schedule.timezone, schedule.paused) == (cron, "Europe/Berlin", False)


@pytest.mark.parametrize("cron", ["0 3 * * 0", "0 0 3 * * SUN", "0 0 3 ? * ?", "hourly"])
def test_the_cron_of_unix_is_not(config: Config, cron: str) -> None:
    write(config, f"schedule: {{cron: '{cron}'}}")

    (problem,) = config.problems()
    assert problem.where == f"{AT}schedule.cron"
    assert "Quartz" in problem.allowed


@pytest.mark.parametrize(
    "dataset", ["/Volumes/dev/t5/other/x", "../x", "a/../../x", "s3://bucket/x", "dev.t5.examples"]
)
def test_a_job_reads_below_its_volume_only(config: Config, dataset: str) -> None:
    write(config, f"dataset: '{dataset}'")

    (problem,) = config.problems()
    assert problem.where == f"{AT}dataset"
    assert "below the model's volume" in problem.allowed


@pytest.mark.parametrize("dataset", ["synthetic", "datasets/a.b.jsonl", "train.v1.parquet"])
def test_what_lies_there_is_taken(config: Config, dataset: str) -> None:
    write(config, f"dataset: {dataset}")

    assert settings(config).dataset == dataset


@pytest.mark.parametrize("rate", ["0", "2", "'2e-4'", "true"])
def test_a_learning_rate_is_a_number_up_to_one(config: Config, rate: str) -> None:
    write(config, f"learning_rate: {rate}")

    (problem,) = config.problems()
    assert problem.where == f"{AT}learning_rate"
    assert problem.fix == ("as a decimal number: 0.000200" if "e" in rate and "'" in rate else "")


def test_jobs_run_as_a_service_principal_of_the_environment_or_the_family(config: Config) -> None:
    config.environment(f"{ENVIRONMENT}access: {{run_as: {RUN_AS}}}\n")
    assert config.load().environment.access.run_as == RUN_AS

    config.family("family: t5\naccess: {users: [ml]}\nmodels: {t5-base: {}}\n")
    access = config.load().families[0].access
    assert access is not None
    assert (access.users, access.run_as) == (("ml",), RUN_AS)


def test_its_display_name_is_not_enough(config: Config) -> None:
    config.environment(f"{ENVIRONMENT}access: {{run_as: pipeline}}\n")

    (problem,) = config.problems()
    assert problem.where.endswith("access.run_as")
    assert "application id" in problem.allowed
