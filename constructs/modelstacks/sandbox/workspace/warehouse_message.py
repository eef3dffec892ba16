"""What a SQL warehouse is asked for."""

from typing import Literal

from modelstacks.sandbox.workspace.message import Message


class Channel(Message):
    """The version of the SQL engine."""

    name: Literal["CHANNEL_NAME_CURRENT", "CHANNEL_NAME_PREVIEW", "CHANNEL_NAME_CUSTOM"] | None = (
        None
    )
    dbsql_version: str | None = None


class CustomTag(Message):
    """A tag of the machines."""

    key: str
    value: str


class Tags(Message):
    """All tags."""

    custom_tags: list[CustomTag] | None = None


class WarehouseFields(Message):
    """A warehouse as its maker describes it."""

    name: str | None = None
    cluster_size: (
        Literal[
            "2X-Small",
            "X-Small",
            "Small",
            "Medium",
            "Large",
            "X-Large",
            "2X-Large",
            "3X-Large",
            "4X-Large",
        ]
        | None
    ) = None
    auto_stop_mins: int | None = None
    min_num_clusters: int | None = None
    max_num_clusters: int | None = None
    enable_photon: bool | None = None
    enable_serverless_compute: bool | None = None
    spot_instance_policy: Literal["COST_OPTIMIZED", "RELIABILITY_OPTIMIZED"] | None = None
    warehouse_type: Literal["PRO", "CLASSIC"] | None = None
    channel: Channel | None = None
    instance_profile_arn: str | None = None
    tags: Tags | None = None
