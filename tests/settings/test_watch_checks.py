"""`watch` names one warehouse, tells somebody, and looks at what is there."""

from collections.abc import Callable

import pytest

from modelstacks.errors import Problem
from modelstacks.settings.watch import (
    Budget,
    FamilyWatch,
    FoundWarehouse,
    NewWarehouse,
    Notify,
    Thresholds,
    Watch,
)

from .conftest import ENVIRONMENT, FAMILY, Config

FOUND = "warehouse: {name: starter}"
TOLD = "notify: {emails: [a@example.com]}"
OnlyProblem = Callable[[], Problem]


def write(config: Config, watch: str, family: str = "", beside: str = "") -> None:
    config.environment(f"{ENVIRONMENT}{beside}watch: {{{watch}}}\n")
    config.family(f"{FAMILY}{family}")


def test_nothing_is_watched_by_default(config: Config) -> None:
    project = config.load()

    assert project.environment.watch is None
    assert project.families[0].watch == FamilyWatch()


def test_a_short_watch_has_all_defaults(config: Config) -> None:
    write(config, FOUND)

    assert config.load().environment.watch == Watch(warehouse=FoundWarehouse(name="starter"))


def test_all_of_it(config: Config) -> None:
    write(
        config,
        "warehouse: {create: {size: Small, auto_stop_minutes: 5}}, every_hours: 2, logs: none, "
        "notify: {destinations: [on call], emails: [a@example.com]}, "
        "budget: {monthly_usd: 1500.5, alert_at: [90]}, "
        "thresholds: {failed_jobs: false, endpoint_error_rate: 0.1}",
    )

    assert config.load().environment.watch == Watch(
        warehouse=NewWarehouse(size="Small", auto_stop_minutes=5),
        every_hours=2,
        logs="none",
        notify=Notify(destinations=("on call",), emails=("a@example.com",)),
        budget=Budget(monthly_usd=1500.5, alert_at=(90,)),
        thresholds=Thresholds(failed_jobs=None, endpoint_error_rate=0.1),
    )


def test_a_family_says_only_what_differs(config: Config) -> None:
    write(
        config,
        f"{FOUND}, {TOLD}",
        "watch: {budget: {monthly_usd: 5}, thresholds: {failed_jobs: 2}}\n",
    )

    assert config.load().families[0].watch == FamilyWatch(
        budget=Budget(monthly_usd=5), thresholds={"failed_jobs": 2}
    )


def test_an_environment_switches_the_watch_of_a_family_off(config: Config) -> None:
    write(config, FOUND, beside="families: {t5: {watch: false}}\n")

    assert config.load().families[0].watch.is_off


@pytest.mark.parametrize(
    ("watch", "found", "allowed"),
    [
        ("warehouse: {}", "names no warehouse", "one of id, name, create"),
        ("warehouse: {name: a, create: {}}", "names name and create", "one of id, name, create"),
        (
            "warehouse: {create: {auto_stop_minutes: 5, serverless: false}}",
            "5 minutes",
            "10 or more without `serverless`",
        ),
        (f"{FOUND}, {TOLD}, budget: {{monthly_usd: 5, alert_at: [100, 50]}}", "not rise", ""),
        (
            f"{FOUND}, {TOLD}, budget: {{monthly_usd: 5, alert_at: [1, 2, 3, 4, 5, 6]}}",
            "6 levels",
            "up to 5",
        ),
        (f"{FOUND}, thresholds: {{idle_gpu_usd: 0}}", "number 0", "`false`: not watched"),
        (f"{FOUND}, thresholds: {{endpoint_error_rate: 2}}", "number 2", "up to 1"),
        (f"{FOUND}, notify: {{emails: [nobody]}}", "nobody", "an e-mail address"),
        (f'{FOUND}, notify: {{destinations: ["${{path.root}}"]}}', "path.root", "id or name"),
        (f"{FOUND}, logs: s3", "s3", "volume, bucket, none"),
    ],
)
def test_what_cannot_be(
    config: Config, only_problem: OnlyProblem, watch: str, found: str, allowed: str
) -> None:
    write(config, watch)

    problem = only_problem()
    assert found in problem.found
    assert allowed in problem.allowed
    assert problem.where.startswith("config/environments/dev.yaml:5 watch.")


def test_a_budget_tells_somebody(config: Config, only_problem: OnlyProblem) -> None:
    write(config, f"{FOUND}, budget: {{monthly_usd: 5}}")

    assert "nobody is told" in only_problem().found
    assert "watch.notify" in only_problem().fix


def test_a_family_s_budget_tells_whom_the_environment_tells(config: Config) -> None:
    write(config, f"{FOUND}, {TOLD}", "watch: {budget: {monthly_usd: 5}}\n")

    assert config.load().families[0].watch.budget == Budget(monthly_usd=5)


def test_the_address_of_a_webhook_is_refused_and_not_repeated(
    config: Config, only_problem: OnlyProblem
) -> None:
    write(config, f'{FOUND}, notify: {{destinations: ["https://hooks.example.com/abcdef"]}}')

    problem = only_problem()
    assert "abcdef" not in str(problem)
    assert "notification destination" in problem.fix


def test_a_family_needs_an_environment_that_looks(
    config: Config, only_problem: OnlyProblem
) -> None:
    config.family(f"{FAMILY}watch: {{logs: none}}\n")

    assert "has no `watch`" in only_problem().found


@pytest.mark.parametrize(
    ("watch", "family", "where"),
    [
        (f"{FOUND}, logs: bucket", "", "environments/dev.yaml:5 watch.logs"),
        (FOUND, "watch: {logs: bucket}\n", "families/t5.yaml:6 watch.logs"),
    ],
)
def test_logs_in_a_bucket_need_a_bucket(
    config: Config, only_problem: OnlyProblem, watch: str, family: str, where: str
) -> None:
    write(config, watch, family)

    assert "t5 has no bucket" in only_problem().found
    assert only_problem().where.endswith(where)


def test_tables_that_are_switched_on_have_to_be_those_that_are_read(
    config: Config, only_problem: OnlyProblem
) -> None:
    write(config, FOUND, beside="security: {system_schemas: [access, compute]}\n")

    assert "lacks lakeflow, serving" in only_problem().found
    assert only_problem().fix == "add lakeflow, serving"


def test_the_sandbox_has_no_account(config: Config, only_problem: OnlyProblem) -> None:
    account = "00000000-1111-2222-3333-444444444444"
    write(
        config,
        f"{FOUND}, {TOLD}, budget: {{monthly_usd: 5, databricks_account_id: {account}}}",
        beside="sandbox: {}\n",
    )

    assert "without an account" in only_problem().found


def test_a_misspelt_limit_is_named(config: Config, only_problem: OnlyProblem) -> None:
    write(config, f"{FOUND}, thresholds: {{failed_job: 1}}")

    assert only_problem().nearest == "failed_jobs"
