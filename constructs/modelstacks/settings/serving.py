"""What stands around a served version: settings of `serve`."""

from collections.abc import Mapping
from dataclasses import field

from modelstacks.frozen import frozen


@frozen
class Challenger:
    """A second version that answers a share of the requests."""

    version: int
    traffic: int = 10
    """Per cent of the requests, 0 to 100. Default: ten."""


@frozen
class RateLimit:
    """What may be asked in a minute. `None`: no limit of that kind."""

    calls: int | None = None
    tokens: int | None = None


@frozen
class RateLimits:
    """Limits per minute, by whom they hold for."""

    endpoint: RateLimit | None = None
    """All callers together."""

    user: RateLimit | None = None
    """Each user who has no limit of their own."""

    groups: Mapping[str, RateLimit] = field(default_factory=dict)
    service_principals: Mapping[str, RateLimit] = field(default_factory=dict)
    """By application id."""


@frozen
class Gateway:
    """What stands before an endpoint."""

    usage_tracking: bool = True
    """Whether requests are counted in the system tables. Default: they are."""

    inference_table: bool = False
    """Whether requests and answers are kept in a table of the family's schema."""

    fallbacks: bool = False
    """Whether a request that one version fails is given to the other."""

    rate_limits: RateLimits = field(default_factory=RateLimits)
