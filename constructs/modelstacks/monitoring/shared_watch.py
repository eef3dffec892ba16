"""What an environment's watch makes for all: its warehouse, and the budgets."""

from collections.abc import Mapping

from constructs import Construct

from modelstacks.bindings.databricks import DatabricksProvider
from modelstacks.monitoring.account_budget import AccountBudget
from modelstacks.monitoring.aws_budget import AwsBudget
from modelstacks.monitoring.notification import Notification
from modelstacks.monitoring.watch_alerts import WatchAlerts
from modelstacks.monitoring.watch_folder import WatchFolder
from modelstacks.monitoring.watch_warehouse import WatchWarehouse, found_warehouse
from modelstacks.settings.access import Access
from modelstacks.surroundings.watch_plans import SharedWatchPlan


class SharedWatch(Construct):
    """The warehouse that families find by its name, and the budget of the environment."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        plan: SharedWatchPlan,
        access: Access,
        account: DatabricksProvider | None,
        tags: Mapping[str, str],
    ) -> None:
        """Draw them; `account` is the provider of the Databricks account, where one is named."""
        super().__init__(scope, id_)
        self.plan = plan
        self.access = access
        warehouse_id = ""
        if plan.new_warehouse:
            warehouse = WatchWarehouse(self, "warehouse", plan=plan.new_warehouse, tags=tags)
            warehouse.permit(access)
            warehouse_id = warehouse.warehouse_id
        if plan.monthly_usd is None:
            return
        self._add_alerts(warehouse_id or found_warehouse(self, "warehouse", plan.warehouse))
        emails = plan.notify.emails
        if plan.aws_budget:
            AwsBudget(
                self,
                "aws-budget",
                plan=plan.aws_budget,
                monthly_usd=plan.monthly_usd,
                levels=plan.levels,
                emails=emails,
                tags=tags,
            )
        if plan.account_budget and account:
            AccountBudget(
                self,
                "account-budget",
                plan=plan.account_budget,
                monthly_usd=plan.monthly_usd,
                levels=plan.levels,
                emails=emails,
                account=account,
            )

    def _add_alerts(self, warehouse_id: str) -> None:
        folder = WatchFolder(self, "folder", path=self.plan.folder)
        folder.permit(self.access)
        notification = Notification(self, "notify", plan=self.plan.notify)
        WatchAlerts(
            self,
            "alerts",
            plans=self.plan.alerts,
            folder=folder,
            warehouse_id=warehouse_id,
            destination_ids=notification.destination_ids,
        )
