"""Checks the VPCs that the sandbox is asked to hold."""

from collections.abc import Iterator
from typing import Any

from modelstacks.errors import Problem
from modelstacks.settings.account_checks import aws_region_problem
from modelstacks.settings.document import Document, Path
from modelstacks.settings.forms.addresses import is_vpc_range
from modelstacks.settings.network_checks import VPC_SIZES, overlap


def sandbox_problems(environment: Document) -> Iterator[Problem]:
    """Yield VPCs and subnets that AWS would not create."""
    for name, vpc in (environment.get("sandbox", "vpcs") or {}).items():
        path: Path = ("sandbox", "vpcs", name)
        if "region" in vpc:
            where = environment.where((*path, "region"))
            if problem := aws_region_problem(where, vpc["region"], beside=None):
                yield problem
        yield from _ranges(environment, path, vpc)


def _ranges(environment: Document, path: Path, vpc: dict[str, Any]) -> Iterator[Problem]:
    ranges = [vpc["cidr"]] if "cidr" in vpc else []
    secondary, subnets = vpc.get("secondary_cidrs", []), vpc.get("subnets", [])
    places: list[tuple[str, Path]] = [(cidr, (*path, "cidr")) for cidr in ranges]
    places += [(cidr, (*path, "secondary_cidrs", at)) for at, cidr in enumerate(secondary)]
    places += [(cidr, (*path, "subnets", at)) for at, cidr in enumerate(subnets)]
    for cidr, place in places:
        if not is_vpc_range(cidr):
            where = environment.where(place)
            yield Problem(where=where, found=f"`{cidr}`", allowed=VPC_SIZES)
    ranges = [*ranges, *secondary]
    for kind, cidrs in (("secondary_cidrs", ranges), ("subnets", subnets)):
        offset = len(ranges) - len(secondary) if kind == "secondary_cidrs" else 0
        for at, cidr in enumerate(cidrs):
            taken = next((other for other in cidrs[:at] if overlap(cidr, other)), "")
            if taken:
                where = environment.where((*path, kind, at - offset))
                yield Problem(where=where, found=f"{cidr} overlaps {taken}", fix="move one of them")
    for at, cidr in enumerate(subnets if ranges else []):
        if not any(_holds(outer, cidr) for outer in ranges):
            where = environment.where((*path, "subnets", at))
            found = f"{cidr} is not inside its VPC"
            yield Problem(where=where, found=found, allowed=f"inside {', '.join(ranges)}")


def _holds(outer: str, inner: str) -> bool:
    from ipaddress import IPv4Network

    return IPv4Network(inner).subnet_of(IPv4Network(outer))
