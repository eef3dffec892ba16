"""The AWS half of an environment: settings of `aws`."""

from modelstacks.frozen import frozen


@frozen
class Aws:
    """The account that holds a family's buckets, keys and roles."""

    account_id: str
    """Twelve digits. The provider refuses to work in any other account."""

    profile: str | None = None
    """Profile in the AWS configuration. Default: the standard credential chain."""

    permissions_boundary: str | None = None
    """ARN of the policy that bounds every role made here."""


@frozen
class SeededVpc:
    """A VPC that exists in the sandbox before anything is deployed."""

    name: str
    cidr: str
    secondary_cidrs: tuple[str, ...] = ()
    subnets: tuple[str, ...] = ()
    """Their CIDRs. Default: one over the first /24."""

    security_groups: tuple[str, ...] = ()
    """Names of its security groups."""

    account: str | None = None
    """Default: the sandbox's account."""

    region: str | None = None
    """Default: the environment's."""
