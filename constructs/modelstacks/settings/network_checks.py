"""Refuses peerings that AWS would refuse, or accept and then not route.

One VPC routes all its peerings, so those of the environment and of every family are checked
together. Rules: Amazon VPC Peering Guide, basics and limitations.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from modelstacks.errors import Problem
from modelstacks.frozen import frozen
from modelstacks.settings.account_checks import arn_problems, aws_region_problem
from modelstacks.settings.document import Document, Path
from modelstacks.settings.forms.addresses import is_vpc_range
from modelstacks.settings.forms.network import port_range

WORKSPACE: Path = ("network", "workspace_vpc")
VPC_SIZES = "a range of a VPC: /16 to /28"


def overlap(one: str, other: str) -> bool:
    """Whether two IPv4 ranges share an address."""
    from ipaddress import IPv4Network

    return IPv4Network(one).overlaps(IPv4Network(other))


def network_problems(environment: Document, families: Sequence[Document]) -> Iterator[Problem]:
    """Yield what is wrong with the workspace's VPC and with every peering of it."""
    if environment.get("cloud") != "aws":
        return
    workspace = None
    if (vpc := environment.get(*map(str, WORKSPACE))) is not None:
        workspace = _Side(document=environment, path=WORKSPACE, name="the workspace's VPC", vpc=vpc)
        yield from _own_ranges(workspace)
    peers = [
        _Side(
            document=document,
            path=("network", "peerings", name, "peer"),
            name=f"the peer of `{name}`",
            vpc=peering.get("peer", {}),
        )
        for document in (environment, *families)
        for name, peering in (document.get("network", "peerings") or {}).items()
        if peering is not None
    ]
    for peer in peers:
        yield from _own_ranges(peer)
        yield from _place(environment, peer)
        yield from _ports(peer)
        if not environment.is_written(*WORKSPACE):
            found = "joins the workspace's VPC with another, and the workspace's is not named"
            fix = f"add `network.workspace_vpc` to {environment.origin(()).file}"
            yield Problem(where=peer.document.where(peer.path[:-1]), found=found, fix=fix)
        elif workspace:
            yield from _with_workspace(workspace, peer)
    if workspace and peers:
        yield from _route_tables(workspace)
    yield from _pairs(peers)


@frozen
class _Side:
    """One VPC, and where it is written."""

    document: Document
    path: Path
    name: str
    vpc: dict[str, Any]

    @property
    def ranges(self) -> list[tuple[str, str]]:
        """Every range with its place."""
        cidrs = self.vpc.get("cidrs", [])
        return [(cidr, self.where("cidrs", at)) for at, cidr in enumerate(cidrs)]

    def where(self, *below: str | int) -> str:
        """Return where a part of it is written."""
        return self.document.where((*self.path, *below))

    def lacks(self, key: str) -> bool:
        """Whether nothing is written there, or an empty list; not so when it is wrong."""
        is_missing = not self.document.is_written(*self.path, key)
        return is_missing or self.vpc.get(key) == []


def _own_ranges(side: _Side) -> Iterator[Problem]:
    for at, (cidr, where) in enumerate(side.ranges):
        if not is_vpc_range(cidr):
            yield Problem(where=where, found=f"`{cidr}`", allowed=VPC_SIZES)
        for earlier, _ in side.ranges[:at]:
            if overlap(cidr, earlier) and cidr != earlier:
                found = f"{cidr} overlaps {earlier} of the same VPC"
                yield Problem(where=where, found=found, fix="ranges of one VPC are apart")


def _place(environment: Document, peer: _Side) -> Iterator[Problem]:
    account, region = environment.get("aws", "account_id"), environment.get("region")
    theirs = peer.vpc.get("account", account)
    if "region" in peer.vpc:
        problem = aws_region_problem(peer.where("region"), peer.vpc["region"], beside=region)
        if problem:
            yield problem
    if role := peer.vpc.get("role_arn"):
        yield from arn_problems(peer.where("role_arn"), role, "role", region=region, account=theirs)
    elif account and theirs != account and peer.lacks("role_arn"):
        found = f"the account {theirs} is not ours, and no role works in it"
        fix = "add role_arn: the role there that accepts, routes and admits"
        yield Problem(where=peer.where("role_arn"), found=found, fix=fix)


def _ports(peer: _Side) -> Iterator[Problem]:
    path = (*peer.path[:-1], "ports")
    ports = peer.document.get(*map(str, path)) or {}
    if ports and peer.lacks("security_groups"):
        found = "opens ports, and no security group of the peer is named to open them"
        fix = "add peer.security_groups"
        yield Problem(where=peer.document.where(path), found=found, fix=fix)
    first: dict[tuple[str, int, int], str] = {}
    for name, written in ports.items():
        said = written if isinstance(written, dict) else {"port": written}
        if "port" not in said:
            continue
        rule = (said.get("protocol", "tcp"), *port_range(said["port"]))
        if rule in first:
            found = f"`{name}` and `{first[rule]}` are the same ports"
            where = peer.document.where((*path, name))
            yield Problem(where=where, found=found, fix="AWS takes a rule once: keep one")
        first.setdefault(rule, name)


def _with_workspace(workspace: _Side, peer: _Side) -> Iterator[Problem]:
    ours, theirs = workspace.vpc.get("id"), peer.vpc.get("id")
    yield from _route_tables(peer)
    if ours and ours == theirs:
        found = f"`{theirs}` is the workspace's VPC itself, {workspace.where('id')}"
        yield Problem(where=peer.where("id"), found=found, fix="a VPC needs no way to itself")
        return
    yield from _overlaps(peer, workspace)


def _route_tables(side: _Side) -> Iterator[Problem]:
    if side.vpc and side.lacks("route_tables"):
        found = f"no route table of {side.name} is named, so nothing finds the way"
        fix = "list every route table whose subnets talk to the other side"
        yield Problem(where=side.where("route_tables"), found=found, fix=fix)


def _pairs(peers: Sequence[_Side]) -> Iterator[Problem]:
    for at, peer in enumerate(peers):
        for earlier in peers[:at]:
            if peer.vpc.get("id") and peer.vpc["id"] == earlier.vpc.get("id"):
                found = f"`{peer.vpc['id']}` is joined already, {earlier.where('id')}"
                fix = "AWS joins two VPCs once: keep one, for all in the environment"
                yield Problem(where=peer.where("id"), found=found, fix=fix)
            else:
                yield from _overlaps(peer, earlier)


def _overlaps(side: _Side, other: _Side) -> Iterator[Problem]:
    for cidr, where in side.ranges:
        for taken, place in other.ranges:
            if overlap(cidr, taken):
                found = f"{cidr} overlaps {taken} of {other.name}, {place}"
                fix = "the workspace's VPC cannot route an address two ways: move one of them"
                yield Problem(where=where, found=found, fix=fix)
