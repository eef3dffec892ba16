"""Budgets.

moto can neither change a budget nor say who is told: a change removes it and makes it again, and
subscribers and tags are kept in the state.
"""

import datetime
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any

from modelstacks.sandbox.providers.aws import names, tags
from modelstacks.sandbox.providers.aws.client import Service
from modelstacks.sandbox.providers.aws.entry import entry, service
from modelstacks.sandbox.providers.aws.errors import AwsError, MissingError
from modelstacks.sandbox.providers.plugin.behaviour import Change
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic, ProviderError
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import Object

Json = dict[str, Any]

_FORM = "%Y-%m-%d_%H:%M"
_COST_TYPES = {
    "include_credit": "IncludeCredit",
    "include_discount": "IncludeDiscount",
    "include_other_subscription": "IncludeOtherSubscription",
    "include_recurring": "IncludeRecurring",
    "include_refund": "IncludeRefund",
    "include_subscription": "IncludeSubscription",
    "include_support": "IncludeSupport",
    "include_tax": "IncludeTax",
    "include_upfront": "IncludeUpfront",
    "use_amortized": "UseAmortized",
    "use_blended": "UseBlended",
}
_OFF = ("use_amortized", "use_blended")
"""The cost types that are off when nothing is said."""


def _api(call: Call) -> Service:
    return service(call, "budgets")


def check(config: Object) -> Iterator[Diagnostic]:
    """Yield what is wrong with dates, and notifications that tell nobody."""
    for name in ("time_period_start", "time_period_end"):
        value = config.get(name)
        if isinstance(value, str) and value:
            try:
                _parse(value)
            except ValueError:
                yield Diagnostic(
                    summary=f"{value!r} is not of the form 2026-01-31_00:00", path=(name,)
                )
    notifications = config.get("notification")
    for item in notifications if isinstance(notifications, list) else []:
        if isinstance(item, dict) and not any(
            item.get(name) for name in ("subscriber_email_addresses", "subscriber_sns_topic_arns")
        ):
            yield Diagnostic(summary="a notification needs a subscriber", path=("notification",))


def _parse(value: str) -> datetime.datetime:
    return datetime.datetime.strptime(value, _FORM).replace(tzinfo=datetime.UTC)


def same_amount(change: Change) -> bool:
    """Suppress 100 and 100.0."""
    return bool(_decimal(change.old) == _decimal(change.new))


def _decimal(value: Any) -> Any:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return value


def _named(call: Call) -> tuple[str, str]:
    account, found, name = str(call.id).partition(":")
    if not found:
        raise ProviderError(f"the id {call.id!r} is not of the form ACCOUNT:NAME")
    return account, name


def _budget(values: Object, name: str) -> Json:
    budget: Json = {
        "BudgetName": name,
        "BudgetType": values["budget_type"],
        "TimeUnit": values["time_unit"],
    }
    if values.get("limit_amount"):
        limit = {"Amount": values["limit_amount"], "Unit": values.get("limit_unit") or "USD"}
        budget["BudgetLimit"] = limit
    if values.get("planned_limit"):
        budget["PlannedBudgetLimits"] = {
            str(int(_parse(item["start_time"]).timestamp())): {
                "Amount": item["amount"],
                "Unit": item["unit"],
            }
            for item in values["planned_limit"]
        }
    if values.get("cost_filter"):
        filters = {item["name"]: item["values"] for item in values["cost_filter"]}
        budget["CostFilters"] = filters
    for item in values.get("cost_types") or []:
        budget["CostTypes"] = {
            key: item.get(member, member not in _OFF) for member, key in _COST_TYPES.items()
        }
    period = {
        key: _parse(values[member])
        for member, key in {"time_period_start": "Start", "time_period_end": "End"}.items()
        if values.get(member)
    }
    if period:
        budget["TimePeriod"] = period
    for item in values.get("auto_adjust_data") or []:
        budget["AutoAdjustData"] = {"AutoAdjustType": item["auto_adjust_type"]}
        for options in item.get("historical_options") or []:
            months = {"BudgetAdjustmentPeriod": options["budget_adjustment_period"]}
            budget["AutoAdjustData"]["HistoricalOptions"] = months
    if values.get("billing_view_arn"):
        budget["BillingViewArn"] = values["billing_view_arn"]
    return budget


def _notification(item: Object) -> Json:
    return {
        "NotificationType": item["notification_type"],
        "ComparisonOperator": item["comparison_operator"],
        "Threshold": float(item["threshold"]),
        "ThresholdType": item["threshold_type"],
    }


def _make(call: Call, account: str, name: str) -> None:
    wanted = tags.wanted(call)
    _api(call).create_budget(
        AccountId=account,
        Budget=_budget(call.values, name),
        **({"ResourceTags": tags.pairs(wanted)} if wanted else {}),
    )
    call.id = f"{account}:{name}"
    for item in call.values.get("notification") or []:
        subscribers = [
            {"SubscriptionType": kind, "Address": address}
            for member, kind in {
                "subscriber_email_addresses": "EMAIL",
                "subscriber_sns_topic_arns": "SNS",
            }.items()
            for address in sorted(item.get(member) or [])
        ]
        _api(call).create_notification(
            AccountId=account,
            BudgetName=name,
            Notification=_notification(item),
            Subscribers=subscribers,
        )


def create(call: Call) -> None:
    """Make it with its notifications."""
    _make(call, call.values.get("account_id") or call.client.account, names.chosen(call))


def read(call: Call) -> Object:
    """Read it."""
    account, name = _named(call)
    where = {"AccountId": account, "BudgetName": name}
    found = _api(call).describe_budget(**where)["Budget"]
    values = call.values
    limit, period = found.get("BudgetLimit") or {}, found.get("TimePeriod") or {}
    amount = limit.get("Amount")
    before = values.get("limit_amount")
    told = _api(call).describe_notifications_for_budget(**where).get("Notifications") or []
    known = {str(_notification(item)): item for item in values.get("notification") or []}
    kept = ("planned_limit", "auto_adjust_data", "billing_view_arn")
    return {
        **{member: values.get(member) for member in kept},
        "id": call.id,
        "account_id": account,
        "arn": f"arn:{call.client.partition}:budgets::{account}:budget/{name}",
        "name": name,
        "name_prefix": names.prefix_of(name),
        "budget_type": found["BudgetType"],
        "time_unit": found["TimeUnit"],
        "limit_amount": before if amount and _decimal(before) == _decimal(amount) else amount,
        "limit_unit": limit.get("Unit"),
        "time_period_start": _spelt(period.get("Start")),
        "time_period_end": _spelt(period.get("End")),
        "cost_types": [_cost_types(found.get("CostTypes") or {})],
        "cost_filter": [
            {"name": key, "values": list(items)}
            for key, items in sorted((found.get("CostFilters") or {}).items())
        ],
        "notification": [known.get(str(_told(item)), _unknown(item)) for item in told],
        # moto cannot list them.
        "tags": values.get("tags"),
        "tags_all": values.get("tags_all") or {},
    }


def _told(item: Json) -> Json:
    return {
        "NotificationType": item["NotificationType"],
        "ComparisonOperator": item["ComparisonOperator"],
        "Threshold": float(item["Threshold"]),
        "ThresholdType": item.get("ThresholdType", "PERCENTAGE"),
    }


def _unknown(item: Json) -> Object:
    found = _told(item)
    return {
        "notification_type": found["NotificationType"],
        "comparison_operator": found["ComparisonOperator"],
        "threshold": found["Threshold"],
        "threshold_type": found["ThresholdType"],
        "subscriber_email_addresses": [],
        "subscriber_sns_topic_arns": [],
    }


def _cost_types(found: Json) -> Object:
    return {member: bool(found.get(key, member not in _OFF)) for member, key in _COST_TYPES.items()}


def _spelt(value: Any) -> str | None:
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).strftime(_FORM)
    return None if value is None else str(value)


def update(call: Call) -> None:
    """Make it again under its name."""
    account, name = _named(call)
    _api(call).delete_budget(AccountId=account, BudgetName=name)
    try:
        _make(call, account, name)
    except AwsError:
        # Nobody shall lose a budget to a change that is refused.
        before = Call(**{**vars(call), "values": call.prior})
        with suppress(MissingError):
            _api(call).delete_budget(AccountId=account, BudgetName=name)
        _make(before, account, name)
        raise


def delete(call: Call) -> None:
    """Remove it."""
    account, name = _named(call)
    _api(call).delete_budget(AccountId=account, BudgetName=name)


TABLES = (
    entry(
        "aws_budgets_budget",
        create=create,
        read=read,
        update=update,
        delete=delete,
        checks=check,
        suppressions={"limit_amount": same_amount},
    ),
)
