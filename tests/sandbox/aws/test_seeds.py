"""Ids of seeded VPCs, which configuration files carry: they must never change."""

from sandbox.aws.aws_sandbox import DATA, WORKSPACE

from modelstacks.sandbox.aws.seeds import ACCOUNT, VpcSeed, seeded_id
from modelstacks.settings.aws import SeededVpc


def test_ids_follow_from_names_alone() -> None:
    assert seeded_id("vpc", ACCOUNT, "us-east-1", "workspace") == "vpc-5fdda4b02648c1b1c"
    assert WORKSPACE.id == "vpc-5fdda4b02648c1b1c"
    assert WORKSPACE.group("nodes") == seeded_id("sg", ACCOUNT, "us-east-1", "workspace/nodes")
    assert DATA.id == seeded_id("vpc", "222222222222", "eu-west-1", "data")


def test_no_two_objects_share_an_id() -> None:
    ids = [
        key
        for seed in (WORKSPACE, DATA)
        for key in (
            seed.id,
            seed.main_route_table,
            seed.subnet_route_table,
            seed.default_group,
            *map(seed.subnet, seed.subnets),
            *map(seed.group, seed.security_groups),
        )
    ]
    assert len(set(ids)) == len(ids)


def test_a_vpc_without_subnets_gets_one() -> None:
    assert DATA.subnets == ("10.9.0.0/24",)
    tiny = VpcSeed.of(SeededVpc(name="tiny", cidr="10.0.0.0/28"), region="us-east-1")
    assert tiny.subnets == ("10.0.0.0/28",)


def test_survives_json() -> None:
    assert VpcSeed.from_json(WORKSPACE.as_json()) == WORKSPACE
