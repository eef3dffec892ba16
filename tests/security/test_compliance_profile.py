"""The compliance security profile."""

from support.template import Template

from modelstacks.security.compliance_profile import ComplianceProfile


def test_it_is_on_with_its_standards_in_their_order() -> None:
    template = Template.of(
        lambda scope: ComplianceProfile(scope, "profile", standards=("PCI_DSS", "HIPAA"))
    )

    profile = template.one("databricks_compliance_security_profile_workspace_setting")
    assert profile["compliance_security_profile_workspace"] == {
        "is_enabled": True,
        "compliance_standards": ["PCI_DSS", "HIPAA"],
    }
