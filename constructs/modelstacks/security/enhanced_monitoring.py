"""Enhanced security monitoring."""

from constructs import Construct

from modelstacks.bindings.databricks import EnhancedSecurityMonitoringWorkspaceSetting


class EnhancedMonitoring(Construct):
    """Hardened images whose agents watch the nodes; a destroy switches it off."""

    def __init__(self, scope: Construct, id_: str, *, is_on: bool) -> None:
        super().__init__(scope, id_)
        EnhancedSecurityMonitoringWorkspaceSetting(
            self, "Resource", enhanced_security_monitoring_workspace={"is_enabled": is_on}
        )
