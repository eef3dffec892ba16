"""Finished decisions about what is watched: what the constructs of `monitoring` draw."""

from collections.abc import Mapping
from typing import Literal

from modelstacks.frozen import frozen
from modelstacks.settings.watch import Logs
from modelstacks.sizing.plans import Reason
from modelstacks.surroundings.plans import KeyPlan

Value = str | int | float | tuple[str, ...] | Mapping[str, float]
"""Of a query's parameter: a text, a number, texts, or numbers by name."""

Values = Mapping[str, Value]
"""What the parameters of a query are filled with, by name."""


@frozen
class QueryPlan:
    """One SQL file, and what its parameters are filled with.

    Several sets: the file is filled with each of them, and their rows follow one another.
    """

    name: str
    """Of the file, without `.sql`."""

    parameters: tuple[Values, ...]


@frozen
class AlertPlan:
    """One alert."""

    id: str
    """Part of its construct id: `failed-jobs`."""

    name: str
    """In the workspace."""

    query: QueryPlan
    column: str
    """Column that is compared. Of several rows the worst counts."""

    threshold: float
    schedule: str
    """Quartz cron, UTC."""

    summary: str
    """What is wrong when it is raised."""


@frozen
class DashboardPlan:
    """The dashboard of a family."""

    name: str
    queries: tuple[QueryPlan, ...]
    """Of the panels that have something to show."""


@frozen
class WarehousePlan:
    """The SQL warehouse that looks: found by one of the two."""

    id: str | None = None
    name: str | None = None


@frozen
class NewWarehousePlan:
    """The SQL warehouse that is made for all."""

    name: str
    size: str
    auto_stop_minutes: int
    serverless: bool


@frozen
class NotifyPlan:
    """Who is told."""

    name: str
    """Of the destination that holds the e-mail addresses."""

    emails: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    """Notification destinations by id."""

    names: tuple[str, ...] = ()
    """Notification destinations to be looked up."""

    @property
    def told(self) -> str:
        """All of them in one line."""
        return ", ".join((*self.names, *self.ids, *self.emails)) or "nobody"


@frozen
class LogsPlan:
    """Where clusters and jobs write their logs."""

    kind: Literal["volume", "bucket"]
    folder: str
    """Name of the volume, or folder in the bucket."""


@frozen
class WatchPlan:
    """How one family is watched, decided."""

    folder: str
    """Workspace folder of dashboard and alerts."""

    warehouse: WarehousePlan
    notify: NotifyPlan
    dashboard: DashboardPlan
    alerts: tuple[AlertPlan, ...]
    logs: LogsPlan | None
    reasons: tuple[Reason, ...] = ()


@frozen
class AwsBudgetPlan:
    """The budget of the AWS account, and the topic that it tells."""

    name: str
    account_id: str
    partition: str
    region: str
    tag: str
    """`user:<key>$<value>`: what counts towards it."""

    key: KeyPlan
    """Encrypts the topic: AWS Budgets may not use the one that AWS keeps for topics."""


@frozen
class AccountBudgetPlan:
    """The budget of the Databricks account."""

    name: str
    databricks_account_id: str
    host: str
    """Of the account API."""

    tags: Mapping[str, str]
    """What counts towards it."""


@frozen
class SharedWatchPlan:
    """What an environment's watch makes for all."""

    warehouse: WarehousePlan
    new_warehouse: NewWarehousePlan | None
    notify: NotifyPlan
    folder: str
    monthly_usd: float | None = None
    levels: tuple[int, ...] = ()
    """Percent of it at which somebody is told."""

    alerts: tuple[AlertPlan, ...] = ()
    aws_budget: AwsBudgetPlan | None = None
    account_budget: AccountBudgetPlan | None = None
    reasons: tuple[Reason, ...] = ()


LOGS: Mapping[Logs, str] = {"volume": "logs", "bucket": "clusters/logs"}
"""Name of the volume, and folder in the bucket, that hold a family's logs."""
