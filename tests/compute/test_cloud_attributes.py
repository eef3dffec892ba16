"""How nodes are bought is told in the words of their cloud."""

from dataclasses import replace
from typing import Any

import pytest
from support.plans import CLUSTER

from modelstacks.catalog import Cloud
from modelstacks.compute.cloud_attributes import cloud_attributes
from modelstacks.sizing.plans import EbsVolumes, SpotPolicy

ON_DEMAND = SpotPolicy(availability="ON_DEMAND")
SPOT = SpotPolicy(availability="SPOT_WITH_FALLBACK")


def attributes(cloud: Cloud, spot: SpotPolicy = SPOT) -> dict[str, Any]:
    (found,) = cloud_attributes(replace(CLUSTER, cloud=cloud, spot=spot)).items()
    assert found[0] == f"{cloud}_attributes"
    return dict(found[1])


@pytest.mark.parametrize(
    ("cloud", "spot", "availability"),
    [
        ("aws", ON_DEMAND, "ON_DEMAND"),
        ("aws", SPOT, "SPOT_WITH_FALLBACK"),
        ("azure", ON_DEMAND, "ON_DEMAND_AZURE"),
        ("azure", SPOT, "SPOT_WITH_FALLBACK_AZURE"),
        ("gcp", ON_DEMAND, "ON_DEMAND_GCP"),
        ("gcp", SPOT, "PREEMPTIBLE_WITH_FALLBACK_GCP"),
    ],
)
def test_each_cloud_has_its_words(cloud: Cloud, spot: SpotPolicy, availability: str) -> None:
    said = attributes(cloud, spot)

    assert said["availability"] == availability
    assert said["first_on_demand"] == 1


def test_zones_and_bids() -> None:
    assert attributes("aws")["zone_id"] == "auto"
    assert attributes("gcp")["zone_id"] == "AUTO"
    assert attributes("azure")["spot_bid_max_price"] == -1


def test_disks_and_profiles_are_of_aws() -> None:
    disks = EbsVolumes(count=2, size_gib=200)
    arn = "arn:aws:iam::111122223333:instance-profile/x"

    said = cloud_attributes(replace(CLUSTER, ebs=disks), arn)["aws_attributes"]
    assert said["instance_profile_arn"] == arn
    assert (said["ebs_volume_count"], said["ebs_volume_size"]) == (2, 200)

    elsewhere = cloud_attributes(replace(CLUSTER, cloud="gcp", ebs=disks), arn)["gcp_attributes"]
    assert not any("ebs" in key or "profile" in key for key in elsewhere)
