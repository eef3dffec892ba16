"""What an instance pool is asked for."""

from typing import Any, Literal

from modelstacks.sandbox.workspace.message import Message


class PoolAwsAttributes(Message):
    """How a pool's nodes are bought on AWS: a pool knows no fallback."""

    availability: Literal["SPOT", "ON_DEMAND"] | None = None
    spot_bid_price_percent: int | None = None
    zone_id: str | None = None
    instance_profile_arn: str | None = None


class PoolAzureAttributes(Message):
    """How a pool's nodes are bought on Azure."""

    availability: Literal["SPOT_AZURE", "ON_DEMAND_AZURE"] | None = None
    spot_bid_max_price: float | int | None = None


class PoolGcpAttributes(Message):
    """How a pool's nodes are bought on Google Cloud."""

    gcp_availability: Literal["PREEMPTIBLE_GCP", "ON_DEMAND_GCP"] | None = None
    local_ssd_count: int | None = None
    zone_id: str | None = None


class NewPool(Message):
    """A pool as its maker describes it."""

    instance_pool_name: str
    node_type_id: str
    idle_instance_autotermination_minutes: int | None = None
    min_idle_instances: int | None = None
    max_capacity: int | None = None
    aws_attributes: PoolAwsAttributes | None = None
    azure_attributes: PoolAzureAttributes | None = None
    gcp_attributes: PoolGcpAttributes | None = None
    custom_tags: dict[str, str] | None = None
    disk_spec: dict[str, Any] | None = None
    enable_elastic_disk: bool | None = None
    preloaded_docker_images: list[dict[str, Any]] | None = None
    preloaded_spark_versions: list[str] | None = None
    remote_disk_throughput: int | None = None
    total_initial_remote_disk_size: int | None = None
