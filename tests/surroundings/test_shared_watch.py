"""What an environment's watch makes for all: a warehouse, and budgets where there is an account."""

from dataclasses import replace

from support.foundation import DATABRICKS_ACCOUNT, KEY_ARN, planned, told
from support.watch import watched_environment

from modelstacks.monitoring.queries import query_text
from modelstacks.settings.encryption import Encryption
from modelstacks.settings.watch import Budget, NewWarehouse, Notify
from modelstacks.surroundings import plan_foundation
from modelstacks.surroundings.shared_watch import plan_shared_watch

TOLD = Notify(emails=("oncall@example.com",))
BUDGET = Budget(monthly_usd=9000, alert_at=(80, 100))


def test_a_warehouse_that_exists_makes_nothing() -> None:
    environment = watched_environment()

    assert plan_shared_watch(environment) is None
    assert plan_foundation(environment, []) is None


def test_a_warehouse_of_our_own() -> None:
    plan = planned(watched_environment(warehouse=NewWarehouse(size="Small", serverless=False)))

    assert plan.watch is not None
    assert plan.watch.new_warehouse is not None
    assert (plan.watch.new_warehouse.name, plan.watch.new_warehouse.size) == ("dev-watch", "Small")
    assert plan.watch.alerts == ()
    assert not plan.needs_aws
    assert "machines of your own" in told(plan, "warehouse")


def test_a_budget_is_one_alert_a_level_and_a_budget_of_aws() -> None:
    plan = planned(watched_environment(budget=BUDGET, notify=TOLD))

    assert plan.needs_aws
    assert plan.watch is not None
    assert [alert.id for alert in plan.watch.alerts] == ["spend-80", "spend-100"]
    assert "9000 AS percent_of_budget" in query_text(plan.watch.alerts[0].query)
    assert plan.watch.aws_budget is not None
    assert plan.watch.aws_budget.tag == "user:Environment$dev"
    assert plan.watch.account_budget is None
    assert "cost allocation tag" in told(plan, "AWS budget")
    assert "tells oncall@example.com" in told(plan, "alert")


def test_without_an_aws_account_the_workspace_alone_looks() -> None:
    environment = replace(watched_environment(budget=BUDGET, notify=TOLD), aws=None)
    plan = planned(environment)

    assert not plan.needs_aws
    assert plan.watch is not None
    assert plan.watch.alerts


def test_a_databricks_account_has_budgets_of_its_own() -> None:
    budget = replace(BUDGET, databricks_account_id=DATABRICKS_ACCOUNT)
    plan = planned(watched_environment(budget=budget, notify=TOLD))

    assert plan.watch is not None
    assert plan.watch.account_budget is not None
    assert plan.watch.account_budget.host == "https://accounts.cloud.databricks.com"
    assert plan.watch.account_budget.tags == {"Environment": "dev", "ManagedBy": "modelstacks"}


def test_the_environment_s_own_key_encrypts_the_topic() -> None:
    environment = watched_environment(budget=BUDGET, notify=TOLD)
    keyed = replace(environment, encryption=Encryption(keys="customer", kms_key_arn=KEY_ARN))
    plan = planned(keyed)

    assert plan.watch is not None
    assert plan.watch.aws_budget is not None
    assert plan.watch.aws_budget.key.existing_arn == KEY_ARN
