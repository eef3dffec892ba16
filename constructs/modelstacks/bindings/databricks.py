"""Typed Databricks resources: the classes that the constructs draw with.

Other modules import them from here, so that a change of bindings stays in this folder.
"""

from modelstacks.bindings.lazy import lazy_package

lazy_package("cdktf_cdktf_provider_databricks")

from cdktf_cdktf_provider_databricks.cluster import (  # noqa: E402
    Cluster,
    ClusterAutoscale,
    ClusterAwsAttributes,
    ClusterLibrary,
    ClusterLibraryPypi,
    ClusterTimeouts,
)
from cdktf_cdktf_provider_databricks.cluster_policy import ClusterPolicy  # noqa: E402
from cdktf_cdktf_provider_databricks.data_databricks_current_user import (  # noqa: E402
    DataDatabricksCurrentUser,
)
from cdktf_cdktf_provider_databricks.grants import Grants, GrantsGrant  # noqa: E402
from cdktf_cdktf_provider_databricks.model_serving import (  # noqa: E402
    ModelServing,
    ModelServingConfigA,
    ModelServingConfigServedEntities,
    ModelServingConfigTrafficConfig,
    ModelServingConfigTrafficConfigRoutes,
    ModelServingTags,
    ModelServingTimeouts,
)
from cdktf_cdktf_provider_databricks.permissions import (  # noqa: E402
    Permissions,
    PermissionsAccessControl,
)
from cdktf_cdktf_provider_databricks.provider import DatabricksProvider  # noqa: E402
from cdktf_cdktf_provider_databricks.registered_model import RegisteredModel  # noqa: E402
from cdktf_cdktf_provider_databricks.schema import Schema  # noqa: E402
from cdktf_cdktf_provider_databricks.secret_acl import SecretAcl  # noqa: E402
from cdktf_cdktf_provider_databricks.secret_scope import SecretScope  # noqa: E402
from cdktf_cdktf_provider_databricks.volume import Volume  # noqa: E402

__all__ = [
    "Cluster",
    "ClusterAutoscale",
    "ClusterAwsAttributes",
    "ClusterLibrary",
    "ClusterLibraryPypi",
    "ClusterPolicy",
    "ClusterTimeouts",
    "DataDatabricksCurrentUser",
    "DatabricksProvider",
    "Grants",
    "GrantsGrant",
    "ModelServing",
    "ModelServingConfigA",
    "ModelServingConfigServedEntities",
    "ModelServingConfigTrafficConfig",
    "ModelServingConfigTrafficConfigRoutes",
    "ModelServingTags",
    "ModelServingTimeouts",
    "Permissions",
    "PermissionsAccessControl",
    "RegisteredModel",
    "Schema",
    "SecretAcl",
    "SecretScope",
    "Volume",
]
