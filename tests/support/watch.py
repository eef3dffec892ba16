"""Finished plans of what is watched, and environments that are."""

from dataclasses import replace
from typing import Any

from support.plans import CLUSTER, MODEL_PLAN, SERVING
from support.sizing import environment_with, family_of

from modelstacks.settings.aws import Aws
from modelstacks.settings.project import Environment, ModelSettings
from modelstacks.settings.watch import FamilyWatch, FoundWarehouse, Watch
from modelstacks.sizing.plans import FamilyPlan
from modelstacks.surroundings import WatchPlan, plan_watch
from modelstacks.surroundings.watch_plans import AlertPlan, NotifyPlan, QueryPlan

FOUND = FoundWarehouse(name="starter")
ALERT = AlertPlan(
    id="failed-jobs",
    name="dev-t5-failed-jobs",
    query=QueryPlan(name="failed_jobs", parameters=({"environment": "dev", "family": "t5"},)),
    column="failed_runs",
    threshold=2,
    schedule="0 0 0/6 * * ?",
    summary="2 or more runs of jobs failed in a day",
)
NOTIFY = NotifyPlan(name="dev-t5-watch", emails=("oncall@example.com",))


def watched_environment(**watch: Any) -> Environment:
    """An environment on AWS that is watched like this."""
    said = {"warehouse": FOUND, **watch}
    aws = Aws(account_id="111122223333")
    return replace(environment_with(), aws=aws, watch=Watch(**said))


def family_plan(
    environment: Environment,
    watch: FamilyWatch | None = None,
    *,
    cluster: bool = True,
    jobs: bool = True,
    endpoint: bool = True,
    **gateway: Any,
) -> FamilyPlan:
    """A family with one model, which has the parts that are asked for."""
    serving = replace(SERVING, gateway=replace(SERVING.gateway, **gateway))
    model = replace(
        MODEL_PLAN,
        interactive=CLUSTER if cluster else None,
        fine_tune=replace(CLUSTER, workload="fine_tune") if jobs else None,
        serve=serving if endpoint else None,
    )
    family = replace(family_of(ModelSettings(name="t5-base")), watch=watch or FamilyWatch())
    return FamilyPlan(family=family, environment=environment, models=(model,))


def planned_watch(plan: FamilyPlan) -> WatchPlan:
    """How it is watched; it must be."""
    found = plan_watch(plan)
    assert found is not None
    return found
