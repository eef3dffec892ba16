"""How `watch` is written."""

from typing import Any, get_args

from modelstacks.errors import Problem
from modelstacks.settings.document import Document, Path
from modelstacks.settings.forms.words import EMAIL, UUID
from modelstacks.settings.shapes import Choice, Flag, Key, ListOf, Section, Shape, Text, Whole
from modelstacks.settings.watch import Logs

SIZES = (
    *("2X-Small", "X-Small", "Small", "Medium", "Large"),
    *("X-Large", "2X-Large", "3X-Large", "4X-Large"),
)


class Amount(Shape):
    """A number above zero and up to a bound; with `off`, `false` as well."""

    def __init__(self, high: float, *, off: bool = False) -> None:
        self.high = high
        self.off = off
        self.allowed = f"more than 0, up to {high:g}" + ("; `false`: not watched" if off else "")

    def _holds(self, value: Any) -> bool:
        if isinstance(value, bool):
            return self.off and value is False
        return isinstance(value, int | float) and 0 < value <= self.high


class Destination(Text):
    """Id or name of a notification destination. Its address is refused: it is a secret."""

    def __init__(self) -> None:
        super().__init__(
            "the id or name of a notification destination", r"(?!.*(://|[$%]\{))\S(.*\S)?"
        )

    def _problem(self, document: Document, path: Path, value: Any, fix: str = "") -> Problem:
        if isinstance(value, str) and "://" in value:
            fix = (
                "whoever knows the address of a webhook may write there: an admin makes a "
                "notification destination of it, and its name stands here"
            )
            return Problem(
                where=document.where(path),
                found="found an address",
                allowed=self.allowed,
                fix=fix,
            )
        return super()._problem(document, path, value, fix)


NEW_WAREHOUSE = Section(
    {
        "size": Key("Default: 2X-Small.", Choice(*SIZES)),
        "auto_stop_minutes": Key("Idle minutes before it stops. Default: 10.", Whole(1, 1440)),
        "serverless": Key("Whether Databricks runs its machines. Default: true.", Flag()),
    }
)

WAREHOUSE = Section(
    {
        "id": Key("One that exists already.", Text("16 hexadecimal digits", r"[0-9a-f]{16}")),
        "name": Key("One that exists already.", Text()),
        "create": Key("One of our own, in `foundation-stack`.", NEW_WAREHOUSE),
    }
)

NOTIFY = Section(
    {
        "destinations": Key(
            "Ids or names of notification destinations that exist already. Default: none.",
            ListOf(Destination(), once=True),
        ),
        "emails": Key("E-mail addresses. Default: none.", ListOf(EMAIL, once=True)),
    }
)

BUDGET = Section(
    {
        "monthly_usd": Key("Dollars in a calendar month.", Amount(10**9), required=True),
        "alert_at": Key(
            "Percent of it, rising. Default: [50, 80, 100].",
            ListOf(Whole(1, 1000), least=1, once=True),
        ),
        "databricks_account_id": Key(
            "Databricks account whose budgets are used as well. Default: none.", UUID
        ),
    }
)
FAMILY_BUDGET = Section(
    {key: BUDGET.keys[key] for key in BUDGET.keys if key != "databricks_account_id"}
)

THRESHOLDS = Section(
    {
        "failed_jobs": Key("Failed runs in a day. Default: 1.", Amount(10**6, off=True)),
        "idle_gpu_usd": Key(
            "Dollars a day for GPU nodes that idle. Default: 20.", Amount(10**6, off=True)
        ),
        "endpoint_error_rate": Key(
            "Share of requests that end in a server error. Default: 0.02.", Amount(1, off=True)
        ),
        "endpoint_p95_ms": Key(
            "Milliseconds that 19 of 20 requests take at most. Default: 5000.",
            Amount(10**7, off=True),
        ),
        "idle_cpu_percent": Key(
            "A node idles while its processors are used less. Default: 2.", Amount(100)
        ),
        "least_requests": Key(
            "Requests in a day below which an endpoint is not judged. Default: 20.",
            Whole(1, 10**9),
        ),
    }
)

_LOGS = Choice(*get_args(Logs))

WATCH = Section(
    {
        "warehouse": Key("SQL warehouse that looks.", WAREHOUSE, required=True),
        "notify": Key("Who is told. Default: nobody.", NOTIFY),
        "budget": Key("What may be spent. Default: no limit.", BUDGET),
        "logs": Key(
            "Where clusters and jobs write logs: a `volume` of the family, its `bucket`, `none`. "
            "Default: volume.",
            _LOGS,
        ),
        "every_hours": Key("Hours between two looks. Default: 6.", Whole(1, 24)),
        "thresholds": Key("Limits of the alerts.", THRESHOLDS),
    }
)

FAMILY_WATCH = Section(
    {
        "notify": Key("Who is told instead of the environment's.", NOTIFY),
        "budget": Key("What this family may spend. Default: no limit.", FAMILY_BUDGET),
        "logs": Key("Default: the environment's.", _LOGS),
        "thresholds": Key("Limits instead of the environment's, one by one.", THRESHOLDS),
    }
)
