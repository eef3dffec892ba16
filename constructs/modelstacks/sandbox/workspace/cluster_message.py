"""What a cluster is asked for: the body of create and edit, and `new_cluster` of a job."""

from typing import Any, Literal

from modelstacks.sandbox.workspace.message import Message


class Autoscale(Message):
    """Bounds of the worker count."""

    min_workers: int | None = None
    max_workers: int | None = None


class AwsAttributes(Message):
    """How nodes are bought and what disks they get on AWS."""

    availability: Literal["SPOT", "ON_DEMAND", "SPOT_WITH_FALLBACK"] | None = None
    first_on_demand: int | None = None
    spot_bid_price_percent: int | None = None
    zone_id: str | None = None
    instance_profile_arn: str | None = None
    ebs_volume_type: Literal["GENERAL_PURPOSE_SSD", "THROUGHPUT_OPTIMIZED_HDD"] | None = None
    ebs_volume_count: int | None = None
    ebs_volume_size: int | None = None
    ebs_volume_iops: int | None = None
    ebs_volume_throughput: int | None = None


class AzureAttributes(Message):
    """How nodes are bought on Azure."""

    availability: Literal["SPOT_AZURE", "ON_DEMAND_AZURE", "SPOT_WITH_FALLBACK_AZURE"] | None = None
    first_on_demand: int | None = None
    spot_bid_max_price: float | int | None = None
    log_analytics_info: dict[str, str] | None = None


class GcpAttributes(Message):
    """How nodes are bought and what disks they get on Google Cloud."""

    availability: (
        Literal["PREEMPTIBLE_GCP", "ON_DEMAND_GCP", "PREEMPTIBLE_WITH_FALLBACK_GCP"] | None
    ) = None
    first_on_demand: int | None = None
    boot_disk_size: int | None = None
    google_service_account: str | None = None
    local_ssd_count: int | None = None
    use_preemptible_executors: bool | None = None
    zone_id: str | None = None


class ClusterMessage(Message):
    """A cluster as its maker describes it."""

    spark_version: str | None = None
    cluster_name: str | None = None
    node_type_id: str | None = None
    driver_node_type_id: str | None = None
    num_workers: int | None = None
    autoscale: Autoscale | None = None
    autotermination_minutes: int | None = None
    aws_attributes: AwsAttributes | None = None
    azure_attributes: AzureAttributes | None = None
    gcp_attributes: GcpAttributes | None = None
    apply_policy_default_values: bool | None = None
    cluster_log_conf: dict[str, Any] | None = None
    custom_tags: dict[str, str] | None = None
    data_security_mode: (
        Literal[
            "NONE",
            "SINGLE_USER",
            "USER_ISOLATION",
            "LEGACY_TABLE_ACL",
            "LEGACY_PASSTHROUGH",
            "LEGACY_SINGLE_USER",
            "LEGACY_SINGLE_USER_STANDARD",
            "DATA_SECURITY_MODE_AUTO",
            "DATA_SECURITY_MODE_STANDARD",
            "DATA_SECURITY_MODE_DEDICATED",
        ]
        | None
    ) = None
    docker_image: dict[str, Any] | None = None
    driver_instance_pool_id: str | None = None
    enable_elastic_disk: bool | None = None
    enable_local_disk_encryption: bool | None = None
    idempotency_token: str | None = None
    init_scripts: list[dict[str, Any]] | None = None
    instance_pool_id: str | None = None
    is_single_node: bool | None = None
    kind: Literal["CLASSIC_PREVIEW"] | None = None
    policy_id: str | None = None
    remote_disk_throughput: int | None = None
    runtime_engine: Literal["NULL", "STANDARD", "PHOTON"] | None = None
    single_user_name: str | None = None
    spark_conf: dict[str, str] | None = None
    spark_env_vars: dict[str, str] | None = None
    ssh_public_keys: list[str] | None = None
    total_initial_remote_disk_size: int | None = None
    use_ml_runtime: bool | None = None
    workload_type: dict[str, Any] | None = None


CLOUD_ATTRIBUTES = {
    "aws": "aws_attributes",
    "azure": "azure_attributes",
    "gcp": "gcp_attributes",
}
"""Which block belongs to which cloud."""
