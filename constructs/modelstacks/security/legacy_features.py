"""Legacy features: the DBFS root and mounts, and the workspace's own Hive metastore."""

from constructs import Construct

from modelstacks.bindings.databricks import DisableLegacyAccessSetting, DisableLegacyDbfsSetting
from modelstacks.surroundings.foundation_plans import LegacyPlan


class LegacyFeatures(Construct):
    """Switches them off, or keeps them on; a destroy leaves what Databricks has by default.

    The provider's `databricks_disable_legacy_features_setting` is no part of this: it is of the
    account, and about workspaces to come.
    """

    def __init__(self, scope: Construct, id_: str, *, plan: LegacyPlan) -> None:
        super().__init__(scope, id_)
        if plan.dbfs_is_off is not None:
            DisableLegacyDbfsSetting(self, "dbfs", disable_legacy_dbfs={"value": plan.dbfs_is_off})
        if plan.hive_is_off is not None:
            DisableLegacyAccessSetting(
                self, "hive", disable_legacy_access={"value": plan.hive_is_off}
            )
