"""What admins may do in the names of others."""

import pytest
from support.template import Template

from modelstacks.security.restricted_admins import RestrictedAdmins


@pytest.mark.parametrize(
    ("are_restricted", "status"), [(True, "RESTRICT_TOKENS_AND_JOB_RUN_AS"), (False, "ALLOW_ALL")]
)
def test_both_ways_are_said(are_restricted: bool, status: str) -> None:
    template = Template.of(
        lambda scope: RestrictedAdmins(scope, "admins", are_restricted=are_restricted)
    )

    setting = template.one("databricks_restrict_workspace_admins_setting")
    assert setting["restrict_workspace_admins"] == {"status": status}
