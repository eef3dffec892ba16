"""A plan, read and judged: what the renderers draw. No value in it is a secret.

Every text has been masked and cut. It is not escaped: that is up to each format.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from modelstacks.frozen import frozen
from modelstacks.review.actions import CLASSES, ChangeClass, Order

Risk = Literal["data", "service", "history", "access", "cost"]
"""What a resource holds, or means, that a change may take away."""

Level = Literal["none", "change", "caution", "danger", "failed"]
"""How closely to look; the last is the worst."""

LEVELS: tuple[Level, ...] = ("none", "change", "caution", "danger", "failed")


@frozen
class FieldChange:
    """One value that changes, below a resource or an output."""

    path: str
    """Such as `tags.owner` or `disk[0].size`; below a JSON text, `policy{}.Statement[0].Action`."""

    before: str | None
    """As text, masked and cut; `None` when there was none."""

    after: str | None
    is_sensitive: bool = False
    is_unknown: bool = False
    """Whether the new value is known only after apply."""

    forces_replacement: bool = False
    lines: tuple[str, ...] = ()
    """For texts of several lines: the lines that differ, each with ` `, `-` or `+` in front."""


@frozen
class ResourceChange:
    """What happens to one object of one resource."""

    address: str
    """Masked, with instance keys: `module.net["eu"].aws_vpc.this[0]`."""

    source: str
    """Its address in the configuration: `module.net.aws_vpc.this`."""

    type: str
    name: str
    provider: str
    """Source address of the provider."""

    change: ChangeClass
    order: Order = ""
    deposed: str = ""
    """Key of an object that a failed replacement left behind; empty for the current one."""

    reason: str = ""
    """Why, in words; empty for a plain update or creation."""

    import_id: str | None = None
    """What it is imported by; `None` when it is not."""

    previous_address: str = ""
    fields: tuple[FieldChange, ...] = ()
    more_fields: int = 0
    """How many further fields were left out."""

    forced_by: tuple[str, ...] = ()
    """Paths that force a replacement."""

    caused_by: tuple[str, ...] = ()
    """Addresses of changes that this one only follows: not empty for a cascade."""

    risks: tuple[Risk, ...] = ()
    effect: str = ""
    """What the change takes away, in words; empty when nothing is."""

    level: Level = "change"

    @property
    def id(self) -> str:
        """What tells it from every other change of the plan."""
        return f"{self.address} (deposed {self.deposed})" if self.deposed else self.address


@frozen
class OutputChange:
    """What happens to one output of the root module."""

    name: str
    change: ChangeClass
    fields: tuple[FieldChange, ...] = ()
    more_fields: int = 0
    is_sensitive: bool = False


@frozen
class Drift:
    """What somebody, or something, changed outside of Terraform since the last apply."""

    address: str
    is_gone: bool
    """Whether the object no longer exists."""

    fields: tuple[FieldChange, ...] = ()
    more_fields: int = 0


@frozen
class Check:
    """A condition of the configuration that did not pass."""

    address: str
    kind: str
    """`resource`, `output_value`, `check` or `var`."""

    status: Literal["fail", "error", "unknown"]
    messages: tuple[str, ...] = ()


@frozen
class Deferred:
    """A change that this plan leaves for a later one."""

    address: str
    change: ChangeClass
    reason: str


@frozen
class Machines:
    """The machines of a cluster, or the capacity of an endpoint, at one time."""

    node_type: str
    count: str
    """Workers or replicas: `2`, `2-8`, `Small`."""

    driver: str = ""
    """Node type of the driver where it differs; empty otherwise."""

    gpus: int = 0
    """GPUs per node; 0 without, or when the node is not in the catalog."""

    gpu: str = ""
    """Kind of the GPUs; empty when not known."""

    needed_gib: float | None = None
    """GiB per GPU that the model needs; `None` when the configuration is not at hand."""

    usable_gib: float | None = None
    """GiB of one GPU that a process gets; `None` when not known."""

    low_usd_per_hour: float | None = None
    high_usd_per_hour: float | None = None
    """List price of all its nodes, on demand; `None` when not known."""

    runtime: str = ""


@frozen
class SizingChange:
    """A change of machines, told as what it means."""

    address: str
    title: str
    """Such as `t5-3b fine-tune`."""

    before: Machines | None
    after: Machines | None
    sentence: str
    """All of it in one line."""


@frozen
class Plan:
    """One plan of one stack in one environment."""

    stack: str
    environment: str
    """Empty when neither the caller nor the tags of its resources say it."""

    terraform_version: str
    format_version: str
    timestamp: str
    """When it was made, ISO 8601; empty of versions that do not say."""

    fingerprint: str
    """The same for two plans that would do the same; 16 hexadecimal digits."""

    is_errored: bool
    is_complete: bool
    is_applyable: bool
    changes: tuple[ResourceChange, ...] = ()
    """Everything that is not a no-op or a read, the worst first."""

    unchanged: int = 0
    reads: int = 0
    outputs: tuple[OutputChange, ...] = ()
    drift: tuple[Drift, ...] = ()
    """Of what the plan looks at; the rest is counted."""

    other_drift: int = 0
    """Objects that changed in ways that the plan does not depend on, or that mean nothing."""

    checks: tuple[Check, ...] = ()
    passed_checks: int = 0
    deferred: tuple[Deferred, ...] = ()
    actions: tuple[str, ...] = ()
    """Addresses of actions that the apply runs (Terraform 1.14)."""

    sizing: tuple[SizingChange, ...] = ()
    edges: tuple[tuple[str, str], ...] = ()
    """Sources of resources that refer to each other: from the one that is read to its reader."""

    @property
    def title(self) -> str:
        """Stack and environment, as a person says it."""
        return f"{self.stack} · {self.environment}" if self.environment else self.stack

    @cached_property
    def counts(self) -> dict[ChangeClass, int]:
        """How many changes there are of each class that occurs, the worst first."""
        counted = Counter(change.change for change in self.changes)
        return {class_: counted[class_] for class_ in CLASSES if counted[class_]}

    @property
    def has_changes(self) -> bool:
        """Whether an apply would do anything, as `terraform plan -detailed-exitcode` decides."""
        return bool(self.changes or self.outputs or self.deferred or self.actions)

    @cached_property
    def level(self) -> Level:
        """The worst of everything in the plan."""
        return max(self._levels(), key=LEVELS.index)

    @property
    def dangers(self) -> tuple[ResourceChange, ...]:
        """Changes that can lose data, history, or stop a service."""
        return tuple(change for change in self.changes if change.level == "danger")

    def _levels(self) -> Iterator[Level]:
        yield "change" if self.has_changes else "none"
        yield from (change.level for change in self.changes)
        # Terraform 1.7 and older do not say whether a plan is complete.
        if self.is_errored or any(check.status in ("fail", "error") for check in self.checks):
            yield "failed" if self.is_errored else "caution"
        if self.drift or self.deferred or not self.is_complete:
            yield "caution"
