"""What is watched, and who is told: settings of `watch`."""

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any, Literal

from modelstacks.frozen import frozen

Logs = Literal["volume", "bucket", "none"]


@frozen
class FoundWarehouse:
    """A SQL warehouse that exists already. One of the two is said."""

    id: str | None = None
    name: str | None = None


@frozen
class NewWarehouse:
    """A SQL warehouse that `foundation-stack` makes."""

    size: str = "2X-Small"
    auto_stop_minutes: int = 10
    """Idle minutes before it stops; under 10 only without machines of one's own."""

    serverless: bool = True
    """Whether Databricks runs the machines. Default: yes, since it starts in seconds."""


@frozen
class Notify:
    """Who is told."""

    destinations: tuple[str, ...] = ()
    """Ids or names of notification destinations of the workspace. They exist already: their
    addresses are secrets."""

    emails: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nobody is told."""
        return not self.destinations and not self.emails


@frozen
class Budget:
    """What may be spent in a calendar month."""

    monthly_usd: float
    alert_at: tuple[int, ...] = (50, 80, 100)
    """Percent of it, rising."""

    databricks_account_id: str | None = None
    """Account whose own budgets are used as well. Default: none."""


@frozen
class Thresholds:
    """Limits of the alerts. `None`: not watched."""

    failed_jobs: float | None = 1
    """Failed runs of a family's jobs in a day."""

    idle_gpu_usd: float | None = 20
    """Dollars a day that GPU nodes cost while they idle."""

    endpoint_error_rate: float | None = 0.02
    """Share of an endpoint's requests that end in a server error, over a day."""

    endpoint_p95_ms: float | None = 5000
    """Milliseconds that 19 of 20 requests take at most, over a day."""

    idle_cpu_percent: float = 2
    """A node idles while its processors are used less than this. System tables hold no GPU use."""

    least_requests: int = 20
    """Requests in a day below which an endpoint is not judged."""


@frozen
class Watch:
    """How an environment is watched."""

    warehouse: FoundWarehouse | NewWarehouse
    notify: Notify = field(default_factory=Notify)
    budget: Budget | None = None
    logs: Logs = "volume"
    """Where clusters and jobs write their logs. Default: a volume of the family."""

    every_hours: int = 6
    """Hours between two looks at jobs and endpoints. Money is looked at once a day."""

    thresholds: Thresholds = field(default_factory=Thresholds)


@frozen
class FamilyWatch:
    """What a family says itself. `None`: as in the environment."""

    notify: Notify | None = None
    budget: Budget | None = None
    """Of this family alone, beside the environment's."""

    logs: Logs | None = None
    thresholds: Mapping[str, Any] = field(default_factory=dict)
    """Those that are said, by name."""

    is_off: bool = False


def merged(environment: Watch, family: FamilyWatch) -> Watch | None:
    """Return how a family is watched, its budget its own; `None` when it is not."""
    if family.is_off:
        return None
    said = replace(environment.thresholds, **family.thresholds)
    return replace(
        environment,
        notify=family.notify or environment.notify,
        budget=family.budget,
        logs=family.logs or environment.logs,
        thresholds=said,
    )
