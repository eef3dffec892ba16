"""How the nodes of a cluster are bought on each cloud: on spot, on demand, with which disks."""

from collections.abc import Mapping
from typing import Any

from modelstacks.catalog import Cloud
from modelstacks.sizing.plans import ClusterPlan, SpotPolicy

Attributes = Mapping[str, Any]

BLOCKS: Mapping[Cloud, str] = {
    "aws": "aws_attributes",
    "azure": "azure_attributes",
    "gcp": "gcp_attributes",
}
"""Argument of a cluster that tells it, by cloud."""

_WORDS: Mapping[Cloud, Mapping[str, str]] = {
    "aws": {"ON_DEMAND": "ON_DEMAND", "SPOT_WITH_FALLBACK": "SPOT_WITH_FALLBACK"},
    "azure": {
        "ON_DEMAND": "ON_DEMAND_AZURE",
        "SPOT_WITH_FALLBACK": "SPOT_WITH_FALLBACK_AZURE",
    },
    "gcp": {
        "ON_DEMAND": "ON_DEMAND_GCP",
        "SPOT_WITH_FALLBACK": "PREEMPTIBLE_WITH_FALLBACK_GCP",
    },
}


def cloud_attributes(plan: ClusterPlan, instance_profile_arn: str | None = None) -> dict[str, Any]:
    """Return the one block that a cluster of this plan takes: `{"aws_attributes": {...}}`.

    Keys are those of the typed bindings, for all-purpose clusters and those of jobs alike.
    """
    block = BLOCKS[plan.cloud]
    if plan.cloud == "aws":
        return {block: _aws(plan, instance_profile_arn)}
    if plan.cloud == "azure":
        # -1: as much as on demand. A lower bid would be evicted by price as well.
        return {block: {**_bought(plan.spot, plan.cloud), "spot_bid_max_price": -1}}
    return {block: {**_bought(plan.spot, plan.cloud), "zone_id": "AUTO"}}


def _bought(spot: SpotPolicy, cloud: Cloud) -> dict[str, Any]:
    return {
        "availability": _WORDS[cloud][spot.availability],
        "first_on_demand": spot.first_on_demand,
    }


def _aws(plan: ClusterPlan, instance_profile_arn: str | None) -> Attributes:
    said = {
        **_bought(plan.spot, plan.cloud),
        "zone_id": "auto",
        "spot_bid_price_percent": 100,
        "instance_profile_arn": instance_profile_arn,
    }
    if plan.ebs:
        said |= {
            "ebs_volume_count": plan.ebs.count,
            "ebs_volume_size": plan.ebs.size_gib,
            "ebs_volume_type": "GENERAL_PURPOSE_SSD",
        }
    return said
