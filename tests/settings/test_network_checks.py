"""A peering that AWS would refuse, or would not route, is refused before anything is made."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelstacks.settings.network_checks import overlap

from .conftest import ACCOUNT, FAMILY, ON_AWS, Config

WORKSPACE = "id: vpc-00000001, cidrs: [10.0.0.0/16, 100.64.0.0/20], route_tables: [rtb-00000001]"
LAKE = "id: vpc-00000002, cidrs: [10.1.0.0/16], route_tables: [rtb-00000002]"
OTHER = "210987654321"
ROLE = f"arn:aws:iam::{OTHER}:role/peering"
PEER = "network.peerings.lake.peer"

RANGES = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 32)).map(
    lambda pair: IPv4Network(pair, strict=False)
)


def peerings(**peers: str) -> str:
    """The `network` of a file: peers by name, each with what is written beside it."""
    rows = ", ".join(f"{name}: {{peer: {{{peer}}}}}" for name, peer in peers.items())
    return f"peerings: {{{rows}}}"


def write(
    config: Config, peer: str = LAKE, workspace: str = WORKSPACE, environment: str = ""
) -> None:
    """One peering in the family, beside the workspace's VPC."""
    also = f", {environment}" if environment else ""
    config.environment(f"{ON_AWS}network: {{workspace_vpc: {{{workspace}}}{also}}}\n")
    config.family(f"{FAMILY}network: {{{peerings(lake=peer)}}}\n")


@dataclass(frozen=True, kw_only=True)
class Refused:
    path: str
    found: str
    peer: str = LAKE
    workspace: str = WORKSPACE
    in_environment: bool = False
    fix: str = ""


REFUSED = {
    "ranges of both sides": Refused(
        peer=LAKE.replace("10.1.0.0/16", "10.0.128.0/20"),
        path=f"{PEER}.cidrs[0]",
        found="10.0.128.0/20 overlaps 10.0.0.0/16 of the workspace's VPC, "
        "config/environments/dev.yaml:6 network.workspace_vpc.cidrs[0]",
    ),
    "a secondary range of the workspace": Refused(
        peer=LAKE.replace("10.1.0.0/16", "100.64.8.0/24"),
        path=f"{PEER}.cidrs[0]",
        found="overlaps 100.64.0.0/20",
    ),
    "a secondary range of the peer": Refused(
        peer=LAKE.replace("10.1.0.0/16", "10.1.0.0/16, 10.0.0.0/28"),
        path=f"{PEER}.cidrs[1]",
        found="overlaps 10.0.0.0/16",
    ),
    "the same range twice over": Refused(
        peer=LAKE.replace("10.1.0.0/16", "10.1.0.0/16, 10.1.4.0/24"),
        path=f"{PEER}.cidrs[1]",
        found="overlaps 10.1.0.0/16 of the same VPC",
    ),
    "a range too large": Refused(
        peer=LAKE.replace("10.1.0.0/16", "172.16.0.0/12"),
        path=f"{PEER}.cidrs[0]",
        found="`172.16.0.0/12`",
    ),
    "a range too small": Refused(
        peer=LAKE.replace("10.1.0.0/16", "10.1.0.0/29"),
        path=f"{PEER}.cidrs[0]",
        found="`10.1.0.0/29`",
    ),
    "the workspace's range too large": Refused(
        workspace=WORKSPACE.replace("100.64.0.0/20", "100.64.0.0/10"),
        path="network.workspace_vpc.cidrs[1]",
        found="`100.64.0.0/10`",
        in_environment=True,
    ),
    "itself": Refused(
        peer=LAKE.replace("vpc-00000002", "vpc-00000001"),
        path=f"{PEER}.id",
        found="is the workspace's VPC itself",
    ),
    "no route table there": Refused(
        peer=LAKE.replace("[rtb-00000002]", "[]"),
        path=f"{PEER}.route_tables",
        found="no route table of the peer of `lake`",
    ),
    "no route table here": Refused(
        workspace=WORKSPACE.partition(", route_tables")[0],
        path="network.workspace_vpc.route_tables",
        found="no route table of the workspace's VPC",
        in_environment=True,
    ),
    "no role in another account": Refused(
        peer=f'{LAKE}, account: "{OTHER}"',
        path=f"{PEER}.role_arn",
        found=f"the account {OTHER} is not ours",
        fix="add role_arn",
    ),
    "a role of our account in another": Refused(
        peer=f'{LAKE}, account: "{OTHER}", role_arn: "arn:aws:iam::{ACCOUNT}:role/peering"',
        path=f"{PEER}.role_arn",
        found=f"a role of another account, {ACCOUNT}",
    ),
    "a role of another account in ours": Refused(
        peer=f'{LAKE}, role_arn: "{ROLE}"',
        path=f"{PEER}.role_arn",
        found=f"a role of another account, {OTHER}",
    ),
    "a role of another partition": Refused(
        peer=f'{LAKE}, account: "{OTHER}", role_arn: "{ROLE.replace("aws:iam", "aws-cn:iam")}"',
        path=f"{PEER}.role_arn",
        found="of the partition aws-cn",
    ),
    "a region that is none": Refused(
        peer=f"{LAKE}, region: us-est-1", path=f"{PEER}.region", found="not a region of AWS"
    ),
    "a region of another partition": Refused(
        peer=f"{LAKE}, region: cn-north-1",
        path=f"{PEER}.region",
        found="is in the partition aws-cn",
    ),
}


@pytest.mark.parametrize("refused", REFUSED.values(), ids=REFUSED)
def test_a_peering_is_refused(config: Config, refused: Refused) -> None:
    write(config, refused.peer, refused.workspace)

    (problem,) = config.problems()

    file = "environments/dev.yaml" if refused.in_environment else "families/t5.yaml"
    assert problem.where == f"config/{file}:6 {refused.path}"
    assert refused.found in problem.found
    assert refused.fix in problem.fix


@pytest.mark.parametrize(
    "peer",
    [
        LAKE,
        LAKE.replace("10.1.0.0/16", "10.1.0.0/17, 10.1.128.0/28, 192.168.0.0/16"),
        f"{LAKE}, region: eu-north-1",
        f'{LAKE}, account: "{ACCOUNT}"',
        f'{LAKE}, account: "{OTHER}", role_arn: "{ROLE}", region: us-west-2',
    ],
)
def test_a_peering_is_taken(config: Config, peer: str) -> None:
    write(config, peer)

    (peering,) = config.load().families[0].network.peerings
    assert peering.peer.id == "vpc-00000002"
    assert peering.dns


def test_the_workspace_has_no_vpc(config: Config) -> None:
    config.environment(ON_AWS)
    config.family(f"{FAMILY}network: {{{peerings(lake=LAKE)}}}\n")

    (problem,) = config.problems()
    assert problem.where == "config/families/t5.yaml:6 network.peerings.lake"
    assert problem.fix == "add `network.workspace_vpc` to config/environments/dev.yaml"


def test_one_vpc_joined_by_the_environment_and_by_a_family(config: Config) -> None:
    write(config, environment=peerings(shared=LAKE))

    (problem,) = config.problems()
    assert problem.where == "config/families/t5.yaml:6 network.peerings.lake.peer.id"
    assert "config/environments/dev.yaml:6 network.peerings.shared.peer.id" in problem.found


def test_one_vpc_joined_by_two_families(config: Config) -> None:
    write(config)
    second = FAMILY.replace("family: t5", "family: other")
    config.family(f"{second}network: {{{peerings(again=LAKE)}}}\n", "other")

    (problem,) = config.problems()
    assert problem.where == "config/families/t5.yaml:6 network.peerings.lake.peer.id"
    assert "config/families/other.yaml:6 network.peerings.again.peer.id" in problem.found


def test_peers_of_two_families_overlap(config: Config) -> None:
    write(config)
    theirs = LAKE.replace("vpc-00000002", "vpc-00000003").replace("10.1.0.0/16", "10.1.2.0/24")
    second = FAMILY.replace("family: t5", "family: other")
    config.family(f"{second}network: {{{peerings(again=theirs)}}}\n", "other")

    (problem,) = config.problems()
    assert problem.where == "config/families/t5.yaml:6 network.peerings.lake.peer.cidrs[0]"
    assert "10.1.0.0/16 overlaps 10.1.2.0/24 of the peer of `again`" in problem.found


def test_a_family_that_is_switched_off_joins_nothing(config: Config) -> None:
    write(config)
    second = FAMILY.replace("family: t5", "family: other\nenabled: false")
    config.family(f"{second}network: {{{peerings(again=LAKE)}}}\n", "other")

    assert [family.name for family in config.load().families] == ["t5"]


def test_ports_need_a_group_that_opens_them(config: Config) -> None:
    write(config)
    config.family(
        f"{FAMILY}network: {{peerings: {{lake: {{peer: {{{LAKE}}}, ports: {{a: 1}}}}}}}}\n"
    )

    (problem,) = config.problems()
    assert problem.where == "config/families/t5.yaml:6 network.peerings.lake.ports"
    assert problem.fix == "add peer.security_groups"


def test_ports_that_are_the_same_rule(config: Config) -> None:
    write(config)
    peer = f"{LAKE}, security_groups: [sg-00000002]"
    ports = "a: 53, b: 53-53, c: {port: 53, protocol: udp}, d: 50-60"
    network = f"{{peerings: {{lake: {{peer: {{{peer}}}, ports: {{{ports}}}}}}}}}"
    config.family(f"{FAMILY}network: {network}\n")

    (problem,) = config.problems()
    assert problem.where.endswith("network.peerings.lake.ports.b")
    assert "`b` and `a` are the same ports" in problem.found


@pytest.mark.parametrize("text", ["false", "null"])
def test_an_environment_leaves_out_a_peering(config: Config, text: str) -> None:
    write(config)
    config.environment(f"{ON_AWS}families: {{t5: {{network: {{peerings: {{lake: {text}}}}}}}}}\n")

    assert config.load().families[0].network.peerings == ()


def test_an_environment_leaves_out_a_peering_that_is_none(config: Config) -> None:
    write(config)
    overlay = "families: {t5: {network: {peerings: {lak: false}}}}"
    config.environment(f"{ON_AWS}network: {{workspace_vpc: {{{WORKSPACE}}}}}\n{overlay}\n")

    (problem,) = config.problems()
    assert problem.where.endswith("families.t5.network.peerings.lak")
    assert problem.nearest == "lake"


@given(RANGES, RANGES)
def test_two_ranges_overlap_when_an_address_is_in_both(
    one: IPv4Network, other: IPv4Network
) -> None:
    ends = max(one[0], other[0]), min(one[-1], other[-1])

    assert overlap(str(one), str(other)) == overlap(str(other), str(one)) == (ends[0] <= ends[1])


@given(RANGES)
def test_a_range_overlaps_itself_and_not_its_neighbour(one: IPv4Network) -> None:
    assert overlap(str(one), str(one))
    if int(one[-1]) < 2**32 - 1:
        neighbour = IPv4Network((IPv4Address(int(one[-1]) + 1), 32))
        assert not overlap(str(one), str(neighbour))
