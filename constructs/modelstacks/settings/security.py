"""Settings of the whole workspace: settings of `security`, drawn by `foundation-stack`."""

from typing import Literal

from modelstacks.frozen import frozen

Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Frequency = Literal[
    "every-week", "first-of-month", "second-of-month", "third-of-month", "fourth-of-month"
]


@frozen
class AutomaticUpdate:
    """When Databricks may restart clusters to update them. It ends what is training then."""

    day: Day
    hour: int
    """Start, UTC, 0 to 23."""

    frequency: Frequency | None = None
    """Default: the shortest that the longest training fits between."""


@frozen
class IpList:
    """Addresses, under a name."""

    name: str
    cidrs: tuple[str, ...]


@frozen
class IpAccess:
    """Who reaches the workspace, by address."""

    allow: tuple[IpList, ...] = ()
    block: tuple[IpList, ...] = ()
    caller: tuple[str, ...] = ()
    """Ranges that deploy from; they must stay inside, or the next deployment is locked out."""


@frozen
class Tokens:
    """Limits of personal access tokens."""

    max_days: int
    """Longest lifetime, 1 to 730 days."""

    users: tuple[str, ...] = ()
    """Groups that may have tokens. Default: left as it is."""


@frozen
class Security:
    """Settings of the workspace. `None` leaves a setting as it is."""

    compliance_profile_is_permanent: bool = False
    """Whether the file acknowledges that the compliance security profile cannot be undone."""

    enhanced_monitoring: bool | None = None
    automatic_update: AutomaticUpdate | None = None
    ip_access: IpAccess | None = None
    legacy_dbfs: bool | None = None
    """Whether the DBFS root and mounts still work."""

    legacy_features: bool | None = None
    """Whether DBFS, the Hive metastore, no-isolation clusters and runtimes before 13.3 do."""

    restrict_admins: bool | None = None
    """Whether admins are kept from making tokens for, and running jobs as, others."""

    tokens: Tokens | None = None
    system_schemas: tuple[str, ...] = ()
    """System schemas switched on, such as `access`, `compute`."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return self == Security()
