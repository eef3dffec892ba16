"""A peering of two VPCs: asked for, accepted, named, routed and admitted on both sides."""

from collections.abc import Mapping

from cdktf import ITerraformDependable
from constructs import Construct

from modelstacks.bindings.aws.ec2 import (
    Route,
    VpcPeeringConnection,
    VpcPeeringConnectionAccepter,
    VpcPeeringConnectionOptions,
    VpcSecurityGroupEgressRule,
    VpcSecurityGroupIngressRule,
)
from modelstacks.bindings.aws.provider import AwsProvider
from modelstacks.frozen import frozen
from modelstacks.settings.network import Port
from modelstacks.surroundings.plans import PeeringPlan, PeeringSidePlan


@frozen
class _Side:
    """One side while it is drawn."""

    name: str
    ours: PeeringSidePlan
    theirs: PeeringSidePlan
    provider: AwsProvider | None


class VpcPeering(Construct):
    """The workspace's VPC and a peer's. Serverless compute and Model Serving do not use it."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        plan: PeeringPlan,
        peer_provider: AwsProvider | None,
        name: str,
        tags: Mapping[str, str],
    ) -> None:
        """Draw both sides; `peer_provider` acts in the peer's account and region.

        ValueError without one when the peer is elsewhere.
        """
        super().__init__(scope, id_)
        if plan.needs_second_provider and peer_provider is None:
            raise ValueError(f"{plan.name}: the peer is in another account or region")
        self.plan = plan
        ours, theirs = plan.requester, plan.accepter
        named = {**tags, "Name": name}
        self.connection = VpcPeeringConnection(
            self,
            "Resource",
            vpc_id=ours.vpc_id,
            peer_vpc_id=theirs.vpc_id,
            peer_owner_id=theirs.account if theirs.account != ours.account else None,
            peer_region=theirs.region if theirs.region != ours.region else None,
            auto_accept=None if plan.needs_second_provider else True,
            tags=named,
        )
        active: ITerraformDependable = self.connection
        if plan.needs_second_provider:
            active = VpcPeeringConnectionAccepter(
                self,
                "accepter",
                vpc_peering_connection_id=self.connection.id,
                auto_accept=True,
                tags=named,
                provider=peer_provider,
            )
        sides = (
            _Side(name="requester", ours=ours, theirs=theirs, provider=None),
            _Side(name="accepter", ours=theirs, theirs=ours, provider=peer_provider),
        )
        if plan.dns:
            self._resolve_names(peer_provider, active)
        for side in sides:
            self._route(side, active)
        for port in plan.ports:
            self._admit(sides[1], port, tags)
            self._let_out(sides[0], port, tags)

    def _resolve_names(
        self, peer_provider: AwsProvider | None, active: ITerraformDependable
    ) -> None:
        """Let each side resolve the other's private names: AWS refuses it until it is active."""
        on = {"allow_remote_vpc_dns_resolution": True}
        if not self.plan.needs_second_provider:
            VpcPeeringConnectionOptions(
                self,
                "names",
                vpc_peering_connection_id=self.connection.id,
                requester=on,  # type: ignore[arg-type]
                accepter=on,  # type: ignore[arg-type]
                depends_on=[active],
            )
            return
        VpcPeeringConnectionOptions(
            self,
            "names-requester",
            vpc_peering_connection_id=self.connection.id,
            requester=on,  # type: ignore[arg-type]
            depends_on=[active],
        )
        VpcPeeringConnectionOptions(
            self,
            "names-accepter",
            vpc_peering_connection_id=self.connection.id,
            accepter=on,  # type: ignore[arg-type]
            depends_on=[active],
            provider=peer_provider,
        )

    def _route(self, side: _Side, active: ITerraformDependable) -> None:
        for table in side.ours.route_tables:
            for cidr in side.theirs.cidrs:
                Route(
                    self,
                    f"route-{side.name}-{table}-{_in_an_id(cidr)}",
                    route_table_id=table,
                    destination_cidr_block=cidr,
                    vpc_peering_connection_id=self.connection.id,
                    depends_on=[active],
                    provider=side.provider,
                )

    def _admit(self, side: _Side, port: Port, tags: Mapping[str, str]) -> None:
        """Open a port in the peer's groups to the workspace's ranges."""
        for group in side.ours.security_groups:
            for cidr in side.theirs.cidrs:
                VpcSecurityGroupIngressRule(
                    self,
                    f"in-{group}-{port.name}-{_in_an_id(cidr)}",
                    security_group_id=group,
                    description=f"{port.name} from the workspace, by {self.plan.name}",
                    ip_protocol=port.protocol,
                    from_port=port.first,
                    to_port=port.last,
                    cidr_ipv4=cidr,
                    tags=dict(tags),
                    provider=side.provider,
                )

    def _let_out(self, side: _Side, port: Port, tags: Mapping[str, str]) -> None:
        """Let the workspace's groups out to a port in the peer's ranges."""
        for group in side.ours.security_groups:
            for cidr in side.theirs.cidrs:
                VpcSecurityGroupEgressRule(
                    self,
                    f"out-{group}-{port.name}-{_in_an_id(cidr)}",
                    security_group_id=group,
                    description=f"{port.name} to {self.plan.name}",
                    ip_protocol=port.protocol,
                    from_port=port.first,
                    to_port=port.last,
                    cidr_ipv4=cidr,
                    tags=dict(tags),
                    provider=side.provider,
                )


def _in_an_id(cidr: str) -> str:
    return cidr.replace(".", "-").replace("/", "-")
