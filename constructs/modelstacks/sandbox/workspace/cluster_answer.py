"""What Databricks adds to a cluster that was asked for."""

from modelstacks.sandbox.store import Document
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.options import WorkspaceOptions

ONLY_SENT = ("apply_policy_default_values", "idempotency_token")
"""Fields that are read once and never answered."""


def cluster_answer(cluster: Document, options: WorkspaceOptions) -> Json:
    """Return a cluster as `get` and `list` answer it."""
    spec = {key: value for key, value in cluster["spec"].items() if key not in ONLY_SENT}
    added: Json = {
        "cluster_id": cluster["cluster_id"],
        "state": cluster["state"],
        "state_message": cluster.get("state_message", ""),
        "creator_user_name": cluster["creator_user_name"],
        "cluster_source": "API",
        "spark_context_id": cluster["spark_context_id"],
        "start_time": cluster["start_time"],
        "enable_elastic_disk": False,
        "enable_local_disk_encryption": False,
        "data_security_mode": "NONE",
        "effective_spark_version": spec["spark_version"],
        "default_tags": {
            "Vendor": "Databricks",
            "Creator": cluster["creator_user_name"],
            "ClusterName": spec.get("cluster_name", ""),
            "ClusterId": cluster["cluster_id"],
        },
    }
    if not spec.get("instance_pool_id"):
        added["driver_node_type_id"] = spec["node_type_id"]
    else:
        added["driver_instance_pool_id"] = spec["instance_pool_id"]
    if "termination_reason" in cluster:
        added["termination_reason"] = cluster["termination_reason"]
    if "terminated_time" in cluster:
        added["terminated_time"] = cluster["terminated_time"]
    result = {**added, **spec}
    if options.cloud == "aws":
        result["aws_attributes"] = with_aws_defaults(spec, options)
    return result


def with_aws_defaults(spec: Json, options: WorkspaceOptions) -> Json:
    """Return the AWS attributes with what Databricks fills in."""
    defaults: Json = {"zone_id": f"{options.region}a"}
    if not spec.get("instance_pool_id"):
        defaults |= {
            "first_on_demand": 1,
            "availability": "SPOT_WITH_FALLBACK",
            "spot_bid_price_percent": 100,
        }
    return {**defaults, **spec.get("aws_attributes", {})}
