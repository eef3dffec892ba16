"""The compliance security profile."""

from collections.abc import Sequence

from constructs import Construct

from modelstacks.bindings.databricks import ComplianceSecurityProfileWorkspaceSetting


class ComplianceProfile(Construct):
    """Hardens the whole workspace for compliance standards. Permanent: a destroy leaves it."""

    def __init__(self, scope: Construct, id_: str, *, standards: Sequence[str]) -> None:
        """Draw it; `standards` in the spelling of the API, such as `HIPAA`."""
        super().__init__(scope, id_)
        self.resource = ComplianceSecurityProfileWorkspaceSetting(
            self,
            "Resource",
            compliance_security_profile_workspace={
                "is_enabled": True,
                "compliance_standards": list(standards),
            },
        )
