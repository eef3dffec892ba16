"""Decides what an environment's watch makes for all: its warehouse, and its budget."""

from collections.abc import Iterator
from dataclasses import replace

from modelstacks.settings.facts import partition_of
from modelstacks.settings.project import Environment
from modelstacks.settings.watch import Budget, NewWarehouse, Watch
from modelstacks.sizing.plans import Reason
from modelstacks.surroundings.plans import KeyPlan
from modelstacks.surroundings.watch import (
    FOLDER,
    plan_notify,
    plan_warehouse,
    spend_alerts,
    warehouse_name,
)
from modelstacks.surroundings.watch_plans import (
    AccountBudgetPlan,
    AwsBudgetPlan,
    NewWarehousePlan,
    QueryPlan,
    SharedWatchPlan,
    Values,
)
from modelstacks.surroundings.watch_reasons import alert_reason, looks_reason
from modelstacks.surroundings.workspace_keys import key_facts

ACCOUNT_HOSTS = {
    "azure": "https://accounts.azuredatabricks.net",
    "gcp": "https://accounts.gcp.databricks.com",
}
"""Of the account API, by cloud; databricks-sdk-go, environments. On AWS it goes by partition."""


def plan_shared_watch(environment: Environment) -> SharedWatchPlan | None:
    """Return what is made for all, or `None`. The settings were checked before."""
    watch = environment.watch
    if watch is None or not (isinstance(watch.warehouse, NewWarehouse) or watch.budget):
        return None
    own = watch.warehouse
    new = None
    if isinstance(own, NewWarehouse):
        new = NewWarehousePlan(
            name=warehouse_name(environment),
            size=own.size,
            auto_stop_minutes=own.auto_stop_minutes,
            serverless=own.serverless,
        )
    plan = SharedWatchPlan(
        warehouse=plan_warehouse(watch, environment),
        new_warehouse=new,
        notify=plan_notify(watch.notify, f"{environment.name}-foundation-watch"),
        folder=f"{FOLDER}/{environment.name}/foundation",
    )
    return _with_budget(plan, watch, watch.budget, environment)


def _with_budget(
    plan: SharedWatchPlan, watch: Watch, budget: Budget | None, environment: Environment
) -> SharedWatchPlan:
    if budget:
        usd, name = budget.monthly_usd, f"{environment.name}-foundation-spend"
        said: Values = {"environment": environment.name, "monthly_usd": usd}
        query = QueryPlan(name="environment_spend", parameters=(said,))
        plan = replace(
            plan,
            monthly_usd=usd,
            levels=budget.alert_at,
            alerts=tuple(spend_alerts(query, budget.alert_at, name, usd)),
            aws_budget=_of_aws(environment),
            account_budget=_of_account(budget, environment),
        )
    return replace(plan, reasons=tuple(_reasons(plan, watch, environment)))


def _of_aws(environment: Environment) -> AwsBudgetPlan | None:
    if environment.aws is None:
        return None
    name = f"{environment.name}-watch"
    return AwsBudgetPlan(
        name=name,
        account_id=environment.aws.account_id,
        partition=partition_of(environment.region),
        region=environment.region,
        tag=f"user:Environment${environment.name}",
        key=KeyPlan(
            alias=f"alias/{name}",
            description=f"Topic of the budget of {environment.name}.",
            account_id=environment.aws.account_id,
            deletion_window_days=environment.encryption.deletion_window_days,
            existing_arn=environment.encryption.kms_key_arn,
        ),
    )


def _of_account(budget: Budget, environment: Environment) -> AccountBudgetPlan | None:
    if budget.databricks_account_id is None:
        return None
    if environment.cloud == "aws":
        host = key_facts()["partitions"][partition_of(environment.region)]["host"]
    else:
        host = ACCOUNT_HOSTS[environment.cloud]
    return AccountBudgetPlan(
        name=f"{environment.name}-watch",
        databricks_account_id=budget.databricks_account_id,
        host=host,
        tags={"Environment": environment.name, "ManagedBy": "modelstacks"},
    )


def _reasons(plan: SharedWatchPlan, watch: Watch, environment: Environment) -> Iterator[Reason]:
    if plan.new_warehouse:
        yield looks_reason(watch, environment.name)
    for alert in plan.alerts:
        yield alert_reason(alert, plan.notify)
    if plan.monthly_usd is None:
        return
    limit, levels = f"${plan.monthly_usd:,.0f} a month", ", ".join(map(str, plan.levels))
    if plan.aws_budget:
        because = (
            f"what AWS bills for {plan.aws_budget.tag.removeprefix('user:')}, told at {levels} %; "
            "the tag counts once it is switched on as a cost allocation tag of the account"
        )
        yield Reason(decision="AWS budget", value=limit, because=because)
    if plan.account_budget:
        because = f"what Databricks bills at list price, told at {levels} %; by the account itself"
        yield Reason(decision="Databricks budget", value=limit, because=because)
