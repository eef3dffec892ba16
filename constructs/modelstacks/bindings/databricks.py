"""Typed Databricks resources: the classes that the constructs draw with.

Other modules import them from here, so that a change of bindings stays in this folder.
"""

from modelstacks.bindings.lazy import lazy_package, remember_type_hints

lazy_package("cdktf_cdktf_provider_databricks")
remember_type_hints()

from cdktf_cdktf_provider_databricks.alert_v2 import (  # noqa: E402
    AlertV2,
    AlertV2Evaluation,
    AlertV2EvaluationNotification,
    AlertV2EvaluationNotificationSubscriptions,
    AlertV2EvaluationSource,
    AlertV2EvaluationThreshold,
    AlertV2EvaluationThresholdValue,
    AlertV2Schedule,
)
from cdktf_cdktf_provider_databricks.automatic_cluster_update_workspace_setting import (  # noqa: E402
    AutomaticClusterUpdateWorkspaceSetting,
)
from cdktf_cdktf_provider_databricks.budget import (  # noqa: E402
    Budget,
    BudgetAlertConfigurations,
    BudgetAlertConfigurationsActionConfigurations,
    BudgetFilter,
    BudgetFilterTags,
    BudgetFilterTagsValue,
)
from cdktf_cdktf_provider_databricks.cluster import (  # noqa: E402
    Cluster,
    ClusterAutoscale,
    ClusterAwsAttributes,
    ClusterClusterLogConf,
    ClusterClusterLogConfS3,
    ClusterClusterLogConfVolumes,
    ClusterGcpAttributes,
    ClusterLibrary,
    ClusterLibraryPypi,
    ClusterTimeouts,
)
from cdktf_cdktf_provider_databricks.cluster_policy import ClusterPolicy  # noqa: E402
from cdktf_cdktf_provider_databricks.compliance_security_profile_workspace_setting import (  # noqa: E402
    ComplianceSecurityProfileWorkspaceSetting,
)
from cdktf_cdktf_provider_databricks.dashboard import (  # noqa: E402
    Dashboard,
)
from cdktf_cdktf_provider_databricks.data_databricks_aws_unity_catalog_assume_role_policy import (  # noqa: E402
    DataDatabricksAwsUnityCatalogAssumeRolePolicy,
)
from cdktf_cdktf_provider_databricks.data_databricks_aws_unity_catalog_policy import (  # noqa: E402
    DataDatabricksAwsUnityCatalogPolicy,
)
from cdktf_cdktf_provider_databricks.data_databricks_current_user import (  # noqa: E402
    DataDatabricksCurrentUser,
)
from cdktf_cdktf_provider_databricks.data_databricks_notification_destinations import (  # noqa: E402
    DataDatabricksNotificationDestinations,
)
from cdktf_cdktf_provider_databricks.data_databricks_sql_warehouse import (  # noqa: E402
    DataDatabricksSqlWarehouse,
)
from cdktf_cdktf_provider_databricks.directory import Directory  # noqa: E402
from cdktf_cdktf_provider_databricks.disable_legacy_access_setting import DisableLegacyAccessSetting  # noqa: E402
from cdktf_cdktf_provider_databricks.disable_legacy_dbfs_setting import DisableLegacyDbfsSetting  # noqa: E402
from cdktf_cdktf_provider_databricks.enhanced_security_monitoring_workspace_setting import (  # noqa: E402
    EnhancedSecurityMonitoringWorkspaceSetting,
)
from cdktf_cdktf_provider_databricks.external_location import (  # noqa: E402
    ExternalLocation,
    ExternalLocationEncryptionDetails,
    ExternalLocationEncryptionDetailsSseEncryptionDetails,
)
from cdktf_cdktf_provider_databricks.grants import Grants, GrantsGrant  # noqa: E402
from cdktf_cdktf_provider_databricks.instance_profile import (  # noqa: E402
    InstanceProfile,
)
from cdktf_cdktf_provider_databricks.ip_access_list import IpAccessList  # noqa: E402
from cdktf_cdktf_provider_databricks.mlflow_experiment import MlflowExperiment  # noqa: E402
from cdktf_cdktf_provider_databricks.model_serving import (  # noqa: E402
    ModelServing,
    ModelServingAiGateway,
    ModelServingAiGatewayFallbackConfig,
    ModelServingAiGatewayInferenceTableConfig,
    ModelServingAiGatewayRateLimits,
    ModelServingAiGatewayUsageTrackingConfig,
    ModelServingConfigA,
    ModelServingConfigServedEntities,
    ModelServingConfigTrafficConfig,
    ModelServingConfigTrafficConfigRoutes,
    ModelServingTags,
    ModelServingTimeouts,
)
from cdktf_cdktf_provider_databricks.mount import Mount, MountGs, MountS3  # noqa: E402
from cdktf_cdktf_provider_databricks.mws_customer_managed_keys import MwsCustomerManagedKeys  # noqa: E402
from cdktf_cdktf_provider_databricks.notification_destination import (  # noqa: E402
    NotificationDestination,
    NotificationDestinationConfigA,
    NotificationDestinationConfigEmail,
)
from cdktf_cdktf_provider_databricks.permissions import (  # noqa: E402
    Permissions,
    PermissionsAccessControl,
)
from cdktf_cdktf_provider_databricks.provider import DatabricksProvider  # noqa: E402
from cdktf_cdktf_provider_databricks.registered_model import RegisteredModel  # noqa: E402
from cdktf_cdktf_provider_databricks.restrict_workspace_admins_setting import (  # noqa: E402
    RestrictWorkspaceAdminsSetting,
)
from cdktf_cdktf_provider_databricks.schema import Schema  # noqa: E402
from cdktf_cdktf_provider_databricks.secret_acl import SecretAcl  # noqa: E402
from cdktf_cdktf_provider_databricks.secret_scope import SecretScope  # noqa: E402
from cdktf_cdktf_provider_databricks.sql_endpoint import (  # noqa: E402
    SqlEndpoint,
    SqlEndpointTags,
    SqlEndpointTagsCustomTags,
)
from cdktf_cdktf_provider_databricks.storage_credential import (  # noqa: E402
    StorageCredential,
    StorageCredentialAwsIamRole,
)
from cdktf_cdktf_provider_databricks.system_schema import SystemSchema  # noqa: E402
from cdktf_cdktf_provider_databricks.volume import Volume  # noqa: E402
from cdktf_cdktf_provider_databricks.workspace_conf import WorkspaceConf  # noqa: E402
from cdktf_cdktf_provider_databricks.workspace_file import WorkspaceFile  # noqa: E402

__all__ = [
    "AlertV2",
    "AlertV2Evaluation",
    "AlertV2EvaluationNotification",
    "AlertV2EvaluationNotificationSubscriptions",
    "AlertV2EvaluationSource",
    "AlertV2EvaluationThreshold",
    "AlertV2EvaluationThresholdValue",
    "AlertV2Schedule",
    "AutomaticClusterUpdateWorkspaceSetting",
    "Budget",
    "BudgetAlertConfigurations",
    "BudgetAlertConfigurationsActionConfigurations",
    "BudgetFilter",
    "BudgetFilterTags",
    "BudgetFilterTagsValue",
    "Cluster",
    "ClusterAutoscale",
    "ClusterAwsAttributes",
    "ClusterClusterLogConf",
    "ClusterClusterLogConfS3",
    "ClusterClusterLogConfVolumes",
    "ClusterGcpAttributes",
    "ClusterLibrary",
    "ClusterLibraryPypi",
    "ClusterPolicy",
    "ClusterTimeouts",
    "ComplianceSecurityProfileWorkspaceSetting",
    "Dashboard",
    "DataDatabricksAwsUnityCatalogAssumeRolePolicy",
    "DataDatabricksAwsUnityCatalogPolicy",
    "DataDatabricksCurrentUser",
    "DataDatabricksNotificationDestinations",
    "DataDatabricksSqlWarehouse",
    "DatabricksProvider",
    "Directory",
    "DisableLegacyAccessSetting",
    "DisableLegacyDbfsSetting",
    "EnhancedSecurityMonitoringWorkspaceSetting",
    "ExternalLocation",
    "ExternalLocationEncryptionDetails",
    "ExternalLocationEncryptionDetailsSseEncryptionDetails",
    "Grants",
    "GrantsGrant",
    "InstanceProfile",
    "IpAccessList",
    "MlflowExperiment",
    "ModelServing",
    "ModelServingAiGateway",
    "ModelServingAiGatewayFallbackConfig",
    "ModelServingAiGatewayInferenceTableConfig",
    "ModelServingAiGatewayRateLimits",
    "ModelServingAiGatewayUsageTrackingConfig",
    "ModelServingConfigA",
    "ModelServingConfigServedEntities",
    "ModelServingConfigTrafficConfig",
    "ModelServingConfigTrafficConfigRoutes",
    "ModelServingTags",
    "ModelServingTimeouts",
    "Mount",
    "MountGs",
    "MountS3",
    "MwsCustomerManagedKeys",
    "NotificationDestination",
    "NotificationDestinationConfigA",
    "NotificationDestinationConfigEmail",
    "Permissions",
    "PermissionsAccessControl",
    "RegisteredModel",
    "RestrictWorkspaceAdminsSetting",
    "Schema",
    "SecretAcl",
    "SecretScope",
    "SqlEndpoint",
    "SqlEndpointTags",
    "SqlEndpointTagsCustomTags",
    "StorageCredential",
    "StorageCredentialAwsIamRole",
    "SystemSchema",
    "Volume",
    "WorkspaceConf",
    "WorkspaceFile",
]
