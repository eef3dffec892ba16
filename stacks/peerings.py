"""Draws the peerings of a stack, each with a provider of its own where the peer is elsewhere."""

from collections.abc import Mapping, Sequence

from cdktf import TerraformStack

from modelstacks.network.vpc_peering import VpcPeering
from modelstacks.settings.project import Environment
from modelstacks.surroundings.plans import PeeringPlan
from stacks.workspace import Folders, aws_provider


def add_peerings(
    stack: TerraformStack,
    peerings: Sequence[PeeringPlan],
    *,
    stack_id: str,
    environment: Environment,
    folders: Folders,
    tags: Mapping[str, str],
) -> None:
    """Draw every peering."""
    for peering in peerings:
        provider = None
        if peering.needs_second_provider:
            provider = aws_provider(
                stack,
                stack_id=stack_id,
                environment=environment,
                folders=folders,
                alias=peering.name,
                side=peering.accepter,
            )
        VpcPeering(
            stack,
            f"peering-{peering.name}",
            plan=peering,
            peer_provider=provider,
            name=f"{environment.name}-{stack_id.removesuffix('-stack')}-{peering.name}",
            tags=tags,
        )
