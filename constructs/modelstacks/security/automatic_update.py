"""Automatic cluster update."""

from constructs import Construct

from modelstacks.bindings.databricks import AutomaticClusterUpdateWorkspaceSetting
from modelstacks.security.compliance_profile import ComplianceProfile
from modelstacks.surroundings.foundation_plans import UpdatePlan


class AutomaticUpdate(Construct):
    """Restarts clusters in a window, when there is an update; a destroy switches it off."""

    def __init__(
        self, scope: Construct, id_: str, *, plan: UpdatePlan, profile: ComplianceProfile | None
    ) -> None:
        """Draw it; a `profile` switches it on by itself, so the window is set after it."""
        super().__init__(scope, id_)
        AutomaticClusterUpdateWorkspaceSetting(
            self,
            "Resource",
            automatic_cluster_update_workspace={
                "enabled": True,
                "restart_even_if_no_updates_available": False,
                "maintenance_window": {
                    "week_day_based_schedule": {
                        "day_of_week": plan.day.upper(),
                        "frequency": plan.frequency.replace("-", "_").upper(),
                        "window_start_time": {"hours": plan.hour, "minutes": 0},
                    }
                },
            },
            depends_on=[profile.resource] if profile else None,
        )
