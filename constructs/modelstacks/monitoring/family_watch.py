"""All that watches a family: dashboard, alerts, and who is told."""

from constructs import Construct

from modelstacks.monitoring.family_dashboard import FamilyDashboard
from modelstacks.monitoring.notification import Notification
from modelstacks.monitoring.watch_alerts import WatchAlerts
from modelstacks.monitoring.watch_folder import WatchFolder
from modelstacks.monitoring.watch_warehouse import found_warehouse
from modelstacks.settings.access import Access
from modelstacks.surroundings.watch_plans import WatchPlan


class FamilyWatch(Construct):
    """Dashboard and alerts in a folder of their own, on a warehouse that exists."""

    def __init__(self, scope: Construct, id_: str, *, plan: WatchPlan) -> None:
        super().__init__(scope, id_)
        self.folder = WatchFolder(self, "folder", path=plan.folder)
        warehouse_id = found_warehouse(self, "warehouse", plan.warehouse)
        notification = Notification(self, "notify", plan=plan.notify)
        self.destination_ids = tuple(notification.destination_ids)
        """Of everybody who is told."""

        self.dashboard = FamilyDashboard(
            self,
            "dashboard",
            plan=plan.dashboard,
            folder=self.folder,
            warehouse_id=warehouse_id,
        )
        WatchAlerts(
            self,
            "alerts",
            plans=plan.alerts,
            folder=self.folder,
            warehouse_id=warehouse_id,
            destination_ids=notification.destination_ids,
        )

    def permit(self, access: Access) -> None:
        """Let everyone named look, operators change."""
        self.folder.permit(access)
