"""The dashboard of a family."""

from constructs import Construct

from modelstacks.bindings.databricks import Dashboard
from modelstacks.monitoring.lakeview import dashboard_json
from modelstacks.monitoring.watch_folder import WatchFolder
from modelstacks.surroundings.watch_plans import DashboardPlan


class FamilyDashboard(Construct):
    """Cost, GPU nodes, job runs and endpoints of one family."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        plan: DashboardPlan,
        folder: WatchFolder,
        warehouse_id: str,
    ) -> None:
        """Draw and publish the dashboard.

        Who looks at it needs no right on the system tables: its queries run with those of whoever
        published it, and they show this family alone.
        """
        super().__init__(scope, id_)
        self.resource = Dashboard(
            self,
            "Resource",
            display_name=plan.name,
            parent_path=folder.path,
            warehouse_id=warehouse_id,
            serialized_dashboard=dashboard_json(plan.name, plan.queries),
            embed_credentials=True,
        )
