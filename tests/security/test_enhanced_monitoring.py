"""Enhanced security monitoring."""

import pytest
from support.template import Template

from modelstacks.security.enhanced_monitoring import EnhancedMonitoring


@pytest.mark.parametrize("is_on", [True, False])
def test_it_is_switched_on_or_off(is_on: bool) -> None:
    template = Template.of(lambda scope: EnhancedMonitoring(scope, "monitoring", is_on=is_on))

    setting = template.one("databricks_enhanced_security_monitoring_workspace_setting")
    assert setting["enhanced_security_monitoring_workspace"] == {"is_enabled": is_on}
