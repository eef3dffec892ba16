"""What an environment's watch makes for all is drawn from its plan."""

from typing import Any

from cdktf import TerraformStack
from constructs import Construct
from support.foundation import DATABRICKS_ACCOUNT
from support.plans import ACCESS, TAGS
from support.template import Template
from support.watch import watched_environment

from modelstacks.bindings.databricks import DatabricksProvider
from modelstacks.monitoring.shared_watch import SharedWatch
from modelstacks.settings.watch import Budget, NewWarehouse, Notify
from modelstacks.surroundings.shared_watch import plan_shared_watch

TOLD = Notify(emails=("oncall@example.com",))


def drawn(account: bool = False, **watch: Any) -> Template:
    plan = plan_shared_watch(watched_environment(**watch))
    assert plan is not None

    def draw(scope: Construct) -> None:
        provider = DatabricksProvider(TerraformStack.of(scope), "account") if account else None
        SharedWatch(scope, "watch", plan=plan, access=ACCESS, account=provider, tags=TAGS)

    return Template.of(draw)


def test_a_warehouse_of_our_own() -> None:
    template = drawn(warehouse=NewWarehouse())
    warehouse = template.one("databricks_sql_endpoint")

    assert warehouse["name"] == "dev-watch"
    assert (warehouse["cluster_size"], warehouse["auto_stop_mins"]) == ("2X-Small", 10)
    assert (warehouse["warehouse_type"], warehouse["enable_serverless_compute"]) == ("PRO", True)
    assert warehouse["max_num_clusters"] == 1
    assert {"key": "Environment", "value": "test"} in warehouse["tags"]["custom_tags"]
    controls = template.one("databricks_permissions")["access_control"]
    assert controls == [{"group_name": "platform", "permission_level": "CAN_MANAGE"}]
    assert template.resources("databricks_alert_v2") == {}


def test_a_budget_looks_with_the_warehouse_that_is_there() -> None:
    template = drawn(budget=Budget(monthly_usd=9000, alert_at=(80, 100)), notify=TOLD)

    assert template.resources("databricks_sql_endpoint") == {}
    assert len(template.resources("databricks_alert_v2")) == 2
    for alert in template.resources("databricks_alert_v2").values():
        assert alert["warehouse_id"].startswith("${data.databricks_sql_warehouse.")
    template.one("aws_budgets_budget", name="dev-watch")


def test_a_databricks_account_keeps_a_budget_at_list_price() -> None:
    budget = Budget(monthly_usd=9000, alert_at=(50, 100), databricks_account_id=DATABRICKS_ACCOUNT)
    block = drawn(account=True, budget=budget, notify=TOLD).one("databricks_budget")

    assert [one["quantity_threshold"] for one in block["alert_configurations"]] == ["4500", "9000"]
    assert block["alert_configurations"][0]["action_configurations"] == [
        {"action_type": "EMAIL_NOTIFICATION", "target": "oncall@example.com"}
    ]
    assert {one["key"] for one in block["filter"]["tags"]} == {"Environment", "ManagedBy"}
