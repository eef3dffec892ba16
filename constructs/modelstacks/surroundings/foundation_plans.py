"""Finished decisions about what an environment declares for all: what `foundation-stack` draws."""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from modelstacks.frozen import frozen
from modelstacks.settings.project import Environment
from modelstacks.settings.security import Day, Frequency
from modelstacks.settings.stacks import FOUNDATION
from modelstacks.sizing.plans import Reason
from modelstacks.surroundings.plans import PeeringPlan
from modelstacks.surroundings.watch_plans import SharedWatchPlan

UseCase = Literal["MANAGED_SERVICES", "STORAGE"]
Kind = Literal["ALLOW", "BLOCK"]


@frozen
class UpdatePlan:
    """The window in which clusters may be restarted to update them."""

    day: Day
    hour: int
    """Start, UTC, 0 to 23."""

    frequency: Frequency


@frozen
class IpListPlan:
    """One IP access list."""

    id: str
    """Part of its construct id: `caller`, or kind and name, such as `allow-office`."""

    label: str
    """Name in the workspace."""

    kind: Kind
    addresses: tuple[str, ...]


@frozen
class LegacyPlan:
    """Which legacy features are off. `None` leaves one as it is."""

    dbfs_is_off: bool | None = None
    """The DBFS root and mounts."""

    hive_is_off: bool | None = None
    """The workspace's own Hive metastore; runtimes before 13.3 go with it."""


@frozen
class WorkspaceKeyPlan:
    """A KMS key that Databricks encrypts with; it exists already."""

    arn: str
    use_cases: tuple[UseCase, ...]

    @property
    def name(self) -> str:
        """What it is for, as part of an id."""
        return "-and-".join(case.lower().replace("_", "-") for case in self.use_cases)


@frozen
class WorkspaceKeysPlan:
    """The keys of the workspace, and where they are registered."""

    databricks_account_id: str
    host: str
    """Of the account API."""

    databricks_aws_account: str
    """The AWS account of Databricks, which each key's policy has to admit."""

    partition: str
    """First word of an ARN after `arn:`."""

    keys: tuple[WorkspaceKeyPlan, ...]


@frozen
class FoundationPlan:
    """What an environment declares for all, decided. `None` and empty leave things as they are."""

    environment: Environment
    tags: Mapping[str, str]
    standards: tuple[str, ...] = ()
    """Of the compliance security profile, such as `HIPAA`; without any there is no profile."""

    enhanced_monitoring: bool | None = None
    automatic_update: UpdatePlan | None = None
    configuration: Mapping[str, str] = field(default_factory=dict)
    """Every key of the workspace's configuration: it is one resource."""

    ip_lists: tuple[IpListPlan, ...] = ()
    """In the order in which they are made."""

    legacy: LegacyPlan = field(default_factory=LegacyPlan)
    admins_are_restricted: bool | None = None
    token_groups: tuple[str, ...] = ()
    system_schemas: tuple[str, ...] = ()
    workspace_keys: WorkspaceKeysPlan | None = None
    peerings: tuple[PeeringPlan, ...] = ()
    watch: SharedWatchPlan | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def stack_id(self) -> str:
        """Stack name, the same in every environment."""
        return FOUNDATION

    @property
    def needs_aws(self) -> bool:
        """Whether anything is made in an AWS account."""
        return bool(self.peerings or (self.watch and self.watch.aws_budget))
