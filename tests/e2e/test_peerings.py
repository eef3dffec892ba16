"""A peer in another account and region, through a provider of its own, on real Terraform."""

import pytest
from support.holdings import holdings
from support.project import Project

from modelstacks.sandbox.aws.seeds import ACCOUNT, VpcSeed

pytestmark = pytest.mark.e2e

LOCAL = "config/environments/local.yaml"
PEER = VpcSeed(
    name="far",
    cidr="10.9.0.0/20",
    account="222222222222",
    region="eu-west-1",
    security_groups=("postgres",),
)
SANDBOX = f"""\
    far:
      cidr: {PEER.cidr}
      account: "{PEER.account}"
      region: {PEER.region}
      security_groups: [postgres]
"""
PEERING = f"""
  peerings:
    far:
      peer:
        id: {PEER.id}
        cidrs: [{PEER.cidr}]
        account: "{PEER.account}"
        region: {PEER.region}
        role_arn: arn:aws:iam::{PEER.account}:role/peering
        route_tables: [{PEER.subnet_route_table}]
        security_groups: [{PEER.group("postgres")}]
      ports: {{postgres: 5432}}
"""


def test_a_peer_in_another_account_and_region(project: Project) -> None:
    # given an environment that joins its VPC with one of another account and region
    project.only_family("family: t5\nmodels:\n  t5-small:\n    serve: {version: 1}\n")
    project.edit(LOCAL, "  vpcs:", f"  vpcs:\n{SANDBOX.rstrip()}\n#")
    project.edit(LOCAL, "network:\n", f"network:{PEERING}")
    foundation = Project(root=project.root, stack="foundation-stack")
    foundation.synth()
    empty = holdings(project)

    # when it is deployed
    foundation.init()
    foundation.apply()

    # then both sides have what is theirs, and a second plan is empty
    found = project.api("GET", "/sandbox/aws")
    (peering,) = found["peerings"]
    assert (peering["state"], peering["accepter"]) == ("active", PEER.id)
    assert {(row["account"], row["region"]): row["destination"] for row in found["routes"]} == {
        (ACCOUNT, "us-east-1"): PEER.cidr,
        (PEER.account, PEER.region): "10.0.0.0/16",
    }
    rules = found["security_group_rules"]
    assert {(row["account"], row["direction"]): row["other_side"] for row in rules} == {
        (ACCOUNT, "out"): PEER.cidr,
        (PEER.account, "in"): "10.0.0.0/16",
    }
    assert foundation.plan() == {}

    # when it is destroyed, then both halves are as before
    foundation.destroy()
    assert foundation.addresses() == []
    assert holdings(project).aws == empty.aws
