"""Legacy features are switched off by two settings of the workspace, never by the account's."""

import pytest
from support.template import Template

from modelstacks.security.legacy_features import LegacyFeatures
from modelstacks.surroundings.foundation_plans import LegacyPlan


def drawn(plan: LegacyPlan) -> Template:
    return Template.of(lambda scope: LegacyFeatures(scope, "legacy", plan=plan))


def test_off_is_a_setting_that_is_on() -> None:
    template = drawn(LegacyPlan(dbfs_is_off=True, hive_is_off=False))

    dbfs = template.one("databricks_disable_legacy_dbfs_setting")
    hive = template.one("databricks_disable_legacy_access_setting")
    assert dbfs["disable_legacy_dbfs"] == {"value": True}
    assert hive["disable_legacy_access"] == {"value": False}
    assert template.resources("databricks_disable_legacy_features_setting") == {}


@pytest.mark.parametrize(
    ("plan", "kind"),
    [
        (LegacyPlan(dbfs_is_off=True), "databricks_disable_legacy_dbfs_setting"),
        (LegacyPlan(hive_is_off=True), "databricks_disable_legacy_access_setting"),
    ],
)
def test_what_is_not_said_is_not_drawn(plan: LegacyPlan, kind: str) -> None:
    assert list(drawn(plan).json["resource"]) == [kind]
