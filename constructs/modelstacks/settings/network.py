"""Networks and what joins them: settings of `network`."""

from typing import Literal

from modelstacks.frozen import frozen


@frozen
class Vpc:
    """One side of a peering. It exists already."""

    id: str
    cidrs: tuple[str, ...]
    """Every IPv4 range, secondary ones too."""

    route_tables: tuple[str, ...] = ()
    """Every route table whose subnets talk to the other side."""

    security_groups: tuple[str, ...] = ()
    """Groups that admit the other side to the named ports."""

    account: str | None = None
    """AWS account id. Default: the environment's."""

    region: str | None = None
    """Default: the environment's."""

    role_arn: str | None = None
    """Role in the other account that accepts, routes and admits. Needed for another account."""


@frozen
class Port:
    """A port, or a range of them, that one side opens to the other."""

    name: str
    first: int
    last: int
    protocol: Literal["tcp", "udp"] = "tcp"


@frozen
class Peering:
    """The workspace's VPC and another, joined."""

    name: str
    peer: Vpc
    ports: tuple[Port, ...] = ()
    """Ports that the peer's security groups open to the workspace."""

    dns: bool = True
    """Whether each side resolves the other's private names."""


@frozen
class Network:
    """The workspace's VPC, and the peerings that an environment declares for all."""

    workspace_vpc: Vpc | None = None
    peerings: tuple[Peering, ...] = ()


@frozen
class FamilyNetwork:
    """The peerings of one family."""

    peerings: tuple[Peering, ...] = ()
