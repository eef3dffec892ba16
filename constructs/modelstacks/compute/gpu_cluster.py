"""A GPU cluster, drawn from its plan."""

from collections.abc import Mapping

from constructs import Construct

from modelstacks.access.permission import permit
from modelstacks.access.roles import CLUSTER
from modelstacks.bindings.databricks import (
    Cluster,
    ClusterAutoscale,
    ClusterLibrary,
    ClusterLibraryPypi,
    ClusterTimeouts,
)
from modelstacks.compute.cloud_attributes import cloud_attributes
from modelstacks.compute.gpu_cluster_policy import GpuClusterPolicy
from modelstacks.monitoring.cluster_logs import ClusterLogs
from modelstacks.settings.access import Access
from modelstacks.sizing.plans import ClusterPlan


class GpuCluster(Construct):
    """An all-purpose cluster: CPU driver, GPU workers, stops when idle."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        plan: ClusterPlan,
        policy: GpuClusterPolicy,
        name: str,
        principal: str | None,
        instance_profile_arn: str | None = None,
        logs: ClusterLogs | None = None,
        tags: Mapping[str, str],
    ) -> None:
        """Draw the cluster.

        `principal` is the user or group it is dedicated to; `instance_profile_arn` lets its nodes
        into the family's bucket; `logs` is where it writes its own.

        GPU ML runtimes run in dedicated access mode. Without a principal the server dedicates the
        cluster to its creator.
        """
        super().__init__(scope, id_)
        self.resource = Cluster(
            self,
            "Resource",
            cluster_name=name,
            policy_id=policy.policy_id,
            spark_version=plan.runtime,
            runtime_engine="STANDARD",
            node_type_id=plan.node_type,
            driver_node_type_id=plan.driver_node_type,
            num_workers=plan.workers.minimum if plan.workers.is_fixed else None,
            autoscale=_autoscale(plan),
            autotermination_minutes=plan.autotermination_minutes,
            data_security_mode="SINGLE_USER",
            single_user_name=principal,
            enable_elastic_disk=True,
            enable_local_disk_encryption=plan.local_disks_encrypted,
            spark_conf=dict(plan.spark_conf) or None,
            spark_env_vars=dict(plan.environment_variables) or None,
            library=[
                ClusterLibrary(pypi=ClusterLibraryPypi(package=package))
                for package in plan.libraries
            ],
            cluster_log_conf=logs.of_cluster(plan.model.name) if logs else None,
            custom_tags=dict(tags),
            depends_on=logs.needed if logs else None,
            # Scarce GPU capacity: the provider deletes a cluster that is not up in time.
            timeouts=ClusterTimeouts(create="60m", update="60m", delete="30m"),
            **cloud_attributes(plan, instance_profile_arn),
        )

    @property
    def cluster_id(self) -> str:
        """Id of the cluster, known after it was created."""
        return self.resource.id

    def permit(self, access: Access) -> None:
        """Let users attach and restart, operators manage."""
        permit(
            self,
            target="cluster_id",
            object_id=self.cluster_id,
            access=access,
            levels=CLUSTER,
        )


def _autoscale(plan: ClusterPlan) -> ClusterAutoscale | None:
    if plan.workers.is_fixed:
        return None
    return ClusterAutoscale(min_workers=plan.workers.minimum, max_workers=plan.workers.maximum)
