"""Decides a peering: every side complete, nothing left to default."""

from collections.abc import Sequence

from modelstacks.settings.aws import Aws
from modelstacks.settings.network import Peering, Vpc
from modelstacks.settings.project import Environment
from modelstacks.sizing.plans import Reason
from modelstacks.surroundings.plans import PeeringPlan, PeeringSidePlan


def plan_peerings(
    peerings: Sequence[Peering], environment: Environment, aws: Aws
) -> tuple[PeeringPlan, ...]:
    """Return the peerings of a family, or of an environment.

    The settings were checked before: ranges, both sides, pairs.
    """
    workspace = environment.network.workspace_vpc
    if workspace is None:
        return ()
    return tuple(
        PeeringPlan(
            name=peering.name,
            requester=_side(workspace, environment, aws),
            accepter=_side(peering.peer, environment, aws),
            ports=peering.ports,
            dns=peering.dns,
        )
        for peering in peerings
    )


def peering_reasons(peerings: Sequence[PeeringPlan]) -> tuple[Reason, ...]:
    """Return what is made for each peering, and what none of them reaches."""
    reasons = [
        Reason(decision="peering", value=peering.name, because=_because(peering))
        for peering in peerings
    ]
    if reasons:
        because = (
            "serverless compute and Model Serving run outside this VPC and take no peering; they "
            "need a network connectivity configuration with private endpoint rules"
        )
        reasons.append(Reason(decision="peering", value="not for serving", because=because))
    return tuple(reasons)


def _because(peering: PeeringPlan) -> str:
    ours, theirs = peering.requester, peering.accepter
    routes = len(ours.route_tables) * len(theirs.cidrs) + len(theirs.route_tables) * len(ours.cidrs)
    elsewhere = []
    if ours.account != theirs.account:
        elsewhere.append(f"account {theirs.account}")
    if ours.region != theirs.region:
        elsewhere.append(theirs.region)
    where = f" in {' '.join(elsewhere)}, through a second provider" if elsewhere else ""
    ports = ", ".join(f"{port.name} {port.first}" for port in peering.ports) or "none named"
    names = "names resolve both ways" if peering.dns else "no private names"
    return (
        f"{ours.vpc_id} ({', '.join(ours.cidrs)}) with {theirs.vpc_id} "
        f"({', '.join(theirs.cidrs)}){where}: {routes} routes, ports {ports}, {names}"
    )


def _side(vpc: Vpc, environment: Environment, aws: Aws) -> PeeringSidePlan:
    return PeeringSidePlan(
        vpc_id=vpc.id,
        cidrs=vpc.cidrs,
        route_tables=vpc.route_tables,
        security_groups=vpc.security_groups,
        account=vpc.account or aws.account_id,
        region=vpc.region or environment.region,
        role_arn=vpc.role_arn,
    )
