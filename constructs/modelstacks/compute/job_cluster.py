"""The cluster of a job, written from its plan: it comes with a run and goes with it."""

from collections.abc import Mapping
from typing import Any

from modelstacks.bindings.databricks_job import Autoscale, JobCluster, NewCluster
from modelstacks.compute.cloud_attributes import cloud_attributes
from modelstacks.monitoring.cluster_logs import ClusterLogs
from modelstacks.sizing.plans import ClusterPlan

KEY = "gpu"
"""What the tasks call it. One cluster for all: the nodes are warm when the second task begins."""

# Without `kind`, which clusters of jobs do not take everywhere, these make a node that works alone.
_ALONE_CONF = {"spark.databricks.cluster.profile": "singleNode", "spark.master": "local[*, 4]"}
_ALONE_TAG = {"ResourceClass": "SingleNode"}


def job_cluster(
    plan: ClusterPlan,
    *,
    policy_id: str,
    instance_profile_arn: str | None,
    tags: Mapping[str, str],
    logs: ClusterLogs | None = None,
) -> JobCluster:
    """Return the cluster; `logs` is where it writes its own.

    What Databricks would fill in is written out: a plan would find it missing inside the block.
    Dedicated access mode without a name dedicates it to the one that the job runs as.
    """
    alone = plan.is_single_node
    bounds = plan.workers
    scales = not alone and not bounds.is_fixed
    cluster: NewCluster = {
        "spark_version": plan.runtime,
        "runtime_engine": plan.runtime_engine,
        "node_type_id": plan.node_type,
        "driver_node_type_id": plan.driver_node_type,
        # Zero is written, too: left out, the node would get a worker.
        "num_workers": None if scales else 0 if alone else bounds.minimum,
        "autoscale": (
            Autoscale(min_workers=bounds.minimum, max_workers=bounds.maximum) if scales else None
        ),
        "policy_id": policy_id,
        "data_security_mode": "SINGLE_USER",
        "enable_elastic_disk": True,
        "enable_local_disk_encryption": plan.local_disks_encrypted,
        "spark_conf": {**plan.spark_conf, **(_ALONE_CONF if alone else {})} or None,
        "spark_env_vars": dict(plan.environment_variables) or None,
        "custom_tags": {**tags, **(_ALONE_TAG if alone else {})},
        "cluster_log_conf": _log_delivery(plan, logs) if logs else None,
        **cloud_attributes(plan, instance_profile_arn),  # type: ignore[typeddict-item]
    }
    return JobCluster(job_cluster_key=KEY, new_cluster=cluster)


def _log_delivery(plan: ClusterPlan, logs: ClusterLogs) -> dict[str, Any]:
    destination = {"destination": logs.destination(plan.model.name)}
    if logs.s3_options:
        return {"s3": {**destination, **logs.s3_options}}
    return {"volumes": destination}
