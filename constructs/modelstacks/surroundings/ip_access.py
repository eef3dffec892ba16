"""Decides IP access lists, in an order that never finds the caller outside."""

from ipaddress import IPv4Network, collapse_addresses

from modelstacks.settings.security import IpAccess, IpList
from modelstacks.sizing.plans import Reason
from modelstacks.surroundings.foundation_plans import IpListPlan, Kind


def plan_ip_lists(settings: IpAccess, environment: str) -> tuple[IpListPlan, ...]:
    """Return the lists in the order in which they are made. The settings were checked before.

    Databricks lets everybody in until there is an allow list, and only the listed from then on. So
    a list of those who deploy comes first, and goes last when all are taken away.
    """
    caller = IpListPlan(
        id="caller", label=f"{environment}-caller", kind="ALLOW", addresses=settings.caller
    )
    named = [
        IpListPlan(
            id=f"{kind.lower()}-{one.name}",
            label=f"{environment}-{one.name}",
            kind=kind,
            addresses=one.cidrs,
        )
        for kind, lists in _by_kind(settings).items()
        for one in lists
    ]
    return (caller, *named) if settings.allow and settings.caller else tuple(named)


def ip_reason(settings: IpAccess, lists: tuple[IpListPlan, ...]) -> Reason:
    """Return how many get in, and why those who deploy are among them."""
    ranges = sum(len(one.addresses) for one in lists)
    value = f"{len(lists)} lists, {ranges} ranges" if lists else "on, without a list"
    if not settings.allow:
        blocked = _count(settings.block)
        because = f"everybody gets in but {blocked:,} blocked addresses"
    else:
        allowed = _count(settings.allow)
        because = (
            f"{allowed:,} addresses get in, nobody else; those who deploy "
            f"({', '.join(settings.caller)}) have a list of their own, made before the others and "
            "taken away after them: enforcement never finds them outside; "
            "the public addresses of clusters have to be listed too, or none starts, unless they "
            "come through PrivateLink"
        )
    return Reason(decision="ip_access", value=value, because=because)


def _count(lists: tuple[IpList, ...]) -> int:
    networks = (IPv4Network(cidr, strict=False) for one in lists for cidr in one.cidrs)
    return sum(network.num_addresses for network in collapse_addresses(networks))


def _by_kind(settings: IpAccess) -> dict[Kind, tuple[IpList, ...]]:
    return {"ALLOW": settings.allow, "BLOCK": settings.block}
