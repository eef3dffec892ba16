"""The cluster that makes DBFS mounts: the smallest there is, and never a GPU cluster."""

from collections.abc import Mapping

from constructs import Construct

from modelstacks.bindings.databricks import (
    Cluster,
    ClusterAwsAttributes,
    ClusterGcpAttributes,
    ClusterTimeouts,
)
from modelstacks.surroundings.plans import MountClusterPlan

SINGLE_NODE = {"spark.databricks.cluster.profile": "singleNode", "spark.master": "local[*]"}


class MountCluster(Construct):
    """A single CPU node that stops after minutes; every plan starts it to read the mounts back."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        plan: MountClusterPlan,
        instance_profile_arn: str | None,
        tags: Mapping[str, str],
    ) -> None:
        """Draw the cluster; its mounts are made with its instance profile or service account."""
        super().__init__(scope, id_)
        self.resource = Cluster(
            self,
            "Resource",
            cluster_name=plan.name,
            spark_version=plan.runtime,
            node_type_id=plan.node_type,
            driver_node_type_id=plan.node_type,
            num_workers=0,
            autotermination_minutes=plan.autotermination_minutes,
            # Mounts can be made in dedicated access mode, not in standard mode.
            data_security_mode="SINGLE_USER",
            enable_elastic_disk=True,
            enable_local_disk_encryption=True,
            aws_attributes=_aws(instance_profile_arn),
            gcp_attributes=(
                ClusterGcpAttributes(google_service_account=plan.google_service_account)
                if plan.google_service_account
                else None
            ),
            spark_conf=SINGLE_NODE,
            custom_tags={**tags, "ResourceClass": "SingleNode"},
            timeouts=ClusterTimeouts(create="30m", update="30m", delete="30m"),
        )

    @property
    def cluster_id(self) -> str:
        """Id of the cluster, known after it was created."""
        return self.resource.id


def _aws(instance_profile_arn: str | None) -> ClusterAwsAttributes | None:
    if not instance_profile_arn:
        return None
    return ClusterAwsAttributes(
        availability="ON_DEMAND",
        first_on_demand=1,
        zone_id="auto",
        instance_profile_arn=instance_profile_arn,
    )
