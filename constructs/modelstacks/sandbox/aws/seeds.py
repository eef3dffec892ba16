"""The VPCs that are there before anything is deployed, under ids that a configuration can name."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from modelstacks.settings.aws import SeededVpc

ACCOUNT = "123456789012"
"""The sandbox's own account: moto's, for keys that were not issued by it."""

_ID_DIGITS = 17
_SUBNET_PREFIX = 24

Kind = Literal["vpc", "subnet", "rtb", "sg"]


def seeded_id(kind: Kind, account: str, region: str, name: str) -> str:
    """Return the id of a seeded object.

    `name` is the VPC's name; for what is in it, the VPC's name, a slash, and: the CIDR of a subnet,
    the name of a security group, `main` or `subnets` for a route table.
    """
    digest = sha256(f"{account}/{region}/{name}".encode()).hexdigest()
    return f"{kind}-{digest[:_ID_DIGITS]}"


@dataclass(frozen=True, kw_only=True)
class VpcSeed:
    """A VPC with what is in it. Everything has an id that follows from the names alone."""

    name: str
    cidr: str
    account: str
    region: str
    secondary_cidrs: tuple[str, ...] = ()
    subnets: tuple[str, ...] = ()
    """CIDRs."""

    security_groups: tuple[str, ...] = ()
    """Names, beside `default`."""

    @classmethod
    def of(cls, vpc: "SeededVpc", *, region: str) -> "VpcSeed":
        """Fill in what the settings leave open; `region` is the environment's."""
        return cls(
            name=vpc.name,
            cidr=vpc.cidr,
            account=vpc.account or ACCOUNT,
            region=vpc.region or region,
            secondary_cidrs=tuple(vpc.secondary_cidrs),
            subnets=tuple(vpc.subnets) or (_first_subnet(vpc.cidr),),
            security_groups=tuple(vpc.security_groups),
        )

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "VpcSeed":
        """Read what `as_json` wrote."""
        fields: dict[str, Any] = {
            key: tuple(one) if isinstance(one, list) else one for key, one in value.items()
        }
        return cls(**fields)

    @property
    def id(self) -> str:
        """The VPC's id."""
        return seeded_id("vpc", self.account, self.region, self.name)

    @property
    def main_route_table(self) -> str:
        """Id of the route table of subnets that have none of their own: here, of none."""
        return self._inner("rtb", "main")

    @property
    def subnet_route_table(self) -> str:
        """Id of the route table of all subnets."""
        return self._inner("rtb", "subnets")

    @property
    def default_group(self) -> str:
        """Id of the security group `default`."""
        return self._inner("sg", "default")

    def subnet(self, cidr: str) -> str:
        """Return a subnet's id."""
        return self._inner("subnet", cidr)

    def group(self, name: str) -> str:
        """Return a security group's id."""
        return self._inner("sg", name)

    def _inner(self, kind: Kind, name: str) -> str:
        return seeded_id(kind, self.account, self.region, f"{self.name}/{name}")


def _first_subnet(cidr: str) -> str:
    network = IPv4Network(cidr)
    return str(next(network.subnets(new_prefix=max(network.prefixlen, _SUBNET_PREFIX))))
