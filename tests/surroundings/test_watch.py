"""What is watched follows from what a family has, and says who hears of it at which limit."""

from dataclasses import replace

import pytest
from support.watch import family_plan, planned_watch, watched_environment

from modelstacks.monitoring.queries import query_text
from modelstacks.settings.project import Environment
from modelstacks.settings.watch import Budget, FamilyWatch, NewWarehouse, Notify, Thresholds
from modelstacks.surroundings import WatchPlan, plan_watch

DESTINATION = "0123abcd-0123-4567-89ab-0123456789ab"


def told(plan: WatchPlan) -> str:
    return "\n".join(map(str, plan.reasons))


def thresholds(plan: WatchPlan) -> dict[str, float]:
    return {alert.id: alert.threshold for alert in plan.alerts}


@pytest.fixture
def environment() -> Environment:
    return watched_environment()


def test_nobody_looks_unless_the_environment_says_who(environment: Environment) -> None:
    assert plan_watch(family_plan(replace(environment, watch=None))) is None


def test_a_family_may_switch_it_off(environment: Environment) -> None:
    assert plan_watch(family_plan(environment, FamilyWatch(is_off=True))) is None


def test_limits_have_defaults(environment: Environment) -> None:
    plan = planned_watch(family_plan(environment, inference_table=True))

    assert thresholds(plan) == {
        "failed-jobs": 1,
        "idle-gpu": 20,
        "endpoint-errors": 0.02,
        "endpoint-latency": 5000,
    }


def test_every_query_can_be_filled(environment: Environment) -> None:
    family = FamilyWatch(budget=Budget(monthly_usd=500))
    plan = planned_watch(family_plan(environment, family, inference_table=True))

    shown = [query.name for query in plan.dashboard.queries]
    assert shown == [
        *("cost_by_model", "gpu_node_use", "job_runs", "endpoint_requests", "endpoint_latency"),
    ]
    for query in (*plan.dashboard.queries, *(alert.query for alert in plan.alerts)):
        assert query_text(query).startswith(("SELECT", "WITH"))


def test_what_is_not_there_is_not_watched(environment: Environment) -> None:
    plan = planned_watch(family_plan(environment, cluster=False, jobs=False, endpoint=False))

    assert plan.alerts == ()
    assert [query.name for query in plan.dashboard.queries] == ["cost_by_model"]
    for why in ("no jobs", "no GPU clusters", "no endpoints", "hold no duration"):
        assert why in told(plan)


def test_an_endpoint_is_judged_by_what_it_records(environment: Environment) -> None:
    silent = planned_watch(family_plan(environment, usage_tracking=False))
    recording = planned_watch(family_plan(environment, inference_table=True))

    assert "endpoint-errors" not in thresholds(silent)
    assert "usage_tracking" in told(silent)
    (latency,) = [one for one in recording.alerts if one.id == "endpoint-latency"]
    assert "IDENTIFIER('`dev`.`t5`.`t5_base_payload`')" in query_text(latency.query)


def test_a_family_says_its_own_limits_one_by_one(environment: Environment) -> None:
    family = FamilyWatch(thresholds={"failed_jobs": 3, "idle_gpu_usd": None})
    plan = planned_watch(family_plan(environment, family))

    assert thresholds(plan) == {"failed-jobs": 3, "endpoint-errors": 0.02}
    assert "switched off" in told(plan)


def test_a_family_tells_others() -> None:
    environment = watched_environment(notify=Notify(emails=("all@example.com",)))
    family = FamilyWatch(notify=Notify(destinations=("oncall", DESTINATION)))

    ours = planned_watch(family_plan(environment))
    theirs = planned_watch(family_plan(environment, family))

    assert ours.notify.told == "all@example.com"
    assert (theirs.notify.names, theirs.notify.ids) == (("oncall",), (DESTINATION,))
    assert f"tells oncall, {DESTINATION}" in told(theirs)


def test_when_nobody_is_told_it_says_so(environment: Environment) -> None:
    assert "tells nobody" in told(planned_watch(family_plan(environment)))


def test_a_family_s_budget_is_its_own() -> None:
    environment = watched_environment(budget=Budget(monthly_usd=9000))
    family = FamilyWatch(budget=Budget(monthly_usd=500, alert_at=(80, 100)))

    assert "spend-50" not in thresholds(planned_watch(family_plan(environment)))
    plan = planned_watch(family_plan(environment, family))
    assert thresholds(plan) | {"spend-80": 80, "spend-100": 100} == thresholds(plan)
    assert "80 % of $500 is spent this month" in told(plan)


def test_idle_nodes_cost_what_the_catalog_says(environment: Environment) -> None:
    plan = planned_watch(family_plan(environment))
    (idle,) = [one for one in plan.alerts if one.id == "idle-gpu"]

    assert "map('g5.xlarge', 1." in query_text(idle.query)


@pytest.mark.parametrize(("hours", "cron"), [(1, "0 0 0/1 * * ?"), (24, "0 0 0 * * ?")])
def test_looks_coincide_so_that_the_warehouse_wakes_once(hours: int, cron: str) -> None:
    plan = planned_watch(family_plan(watched_environment(every_hours=hours)))
    schedules = {alert.id: alert.schedule for alert in plan.alerts}

    assert schedules["failed-jobs"] == schedules["endpoint-errors"] == cron
    assert schedules["idle-gpu"] == "0 0 0 * * ?"


def test_a_warehouse_made_for_all_is_found_by_its_name() -> None:
    made = watched_environment(warehouse=NewWarehouse(auto_stop_minutes=15))
    plan = planned_watch(family_plan(made))

    assert plan.warehouse.name == "dev-watch"
    assert "at least 60 minutes a day" in told(plan)


def test_logs_lie_where_it_is_said(environment: Environment) -> None:
    def logs(family: FamilyWatch | None) -> object:
        found = planned_watch(family_plan(environment, family)).logs
        return found and (found.kind, found.folder)

    assert logs(None) == ("volume", "logs")
    assert logs(FamilyWatch(logs="bucket")) == ("bucket", "clusters/logs")
    assert logs(FamilyWatch(logs="none")) is None


def test_a_limit_that_is_off_everywhere() -> None:
    environment = watched_environment(thresholds=Thresholds(failed_jobs=None))

    assert "failed-jobs" not in thresholds(planned_watch(family_plan(environment)))
