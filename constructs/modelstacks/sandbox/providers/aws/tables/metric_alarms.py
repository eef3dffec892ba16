"""CloudWatch alarms on metrics."""

from collections.abc import Iterator
from typing import Any

from modelstacks.sandbox.providers.aws import tags
from modelstacks.sandbox.providers.aws.client import Service
from modelstacks.sandbox.providers.aws.entry import entry, service
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic
from modelstacks.sandbox.providers.plugin.table import Call, GoneError
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Object, is_zero

Json = dict[str, Any]

_MINUTE = 60
_SHORT_PERIODS = (10, 20, 30)
_SHORTEST_PERIODS = (1, 5)
_MEMBERS = {
    "actions_enabled": "ActionsEnabled",
    "alarm_actions": "AlarmActions",
    "alarm_description": "AlarmDescription",
    "comparison_operator": "ComparisonOperator",
    "datapoints_to_alarm": "DatapointsToAlarm",
    "evaluate_low_sample_count_percentiles": "EvaluateLowSampleCountPercentile",
    "evaluation_periods": "EvaluationPeriods",
    "extended_statistic": "ExtendedStatistic",
    "insufficient_data_actions": "InsufficientDataActions",
    "metric_name": "MetricName",
    "namespace": "Namespace",
    "ok_actions": "OKActions",
    "period": "Period",
    "statistic": "Statistic",
    "threshold_metric_id": "ThresholdMetricId",
    "treat_missing_data": "TreatMissingData",
    "unit": "Unit",
}


def cloudwatch(call: Call) -> Service:
    """Return CloudWatch in the alarm's region."""
    return service(call, "cloudwatch")


def check(config: Object) -> Iterator[Diagnostic]:
    """Yield what CloudWatch would refuse, and moto would not."""
    given = {name for name, value in config.items() if not is_zero(value)}
    if "metric_name" in given and not given & {"statistic", "extended_statistic"}:
        yield Diagnostic(
            summary="metric_name needs one of statistic and extended_statistic",
            path=("metric_name",),
        )
    if not given & {"metric_name", "metric_query"}:
        yield Diagnostic(summary="an alarm needs one of metric_name and metric_query")
    if "metric_query" in given:
        for name in ("dimensions", "namespace", "period", "statistic", "extended_statistic"):
            if name in given:
                yield Diagnostic(summary=f'"{name}" belongs into metric_query.metric', path=(name,))
    yield from _period(config.get("period"), _SHORT_PERIODS)
    queries = config.get("metric_query")
    for query in queries if isinstance(queries, list) else []:
        metrics = query.get("metric") if isinstance(query, dict) else None
        for metric in metrics if isinstance(metrics, list) else []:
            yield from _period(metric.get("period"), _SHORTEST_PERIODS + _SHORT_PERIODS)


def _period(value: Any, short: tuple[int, ...]) -> Iterator[Diagnostic]:
    if value is None or value is UNKNOWN or value in short:
        return
    if value <= 0 or value % _MINUTE:
        allowed = ", ".join(map(str, short))
        yield Diagnostic(
            summary=f"period is {value} seconds", detail=f"allowed: {allowed}, multiples of 60"
        )


def _put(call: Call, **more: Any) -> None:
    values = call.values
    arguments: Json = {
        key: sorted(values[name]) if isinstance(values[name], list) else values[name]
        for name, key in _MEMBERS.items()
        if not is_zero(values.get(name))
    }
    arguments["ActionsEnabled"] = values.get("actions_enabled") is not False
    if not values.get("threshold_metric_id"):
        arguments["Threshold"] = float(values.get("threshold") or 0)
    if values.get("dimensions"):
        arguments["Dimensions"] = _dimensions(values["dimensions"])
    if values.get("metric_query"):
        arguments["Metrics"] = [_to_query(query) for query in values["metric_query"]]
    cloudwatch(call).put_metric_alarm(AlarmName=values["alarm_name"], **arguments, **more)


def _dimensions(values: dict[str, str]) -> list[Json]:
    return [{"Name": name, "Value": value} for name, value in sorted(values.items())]


def _to_query(query: Object) -> Json:
    found: Json = {"Id": query["id"], "ReturnData": bool(query.get("return_data"))}
    for name, key in {
        "account_id": "AccountId", "expression": "Expression", "label": "Label", "period": "Period",
    }.items():  # fmt: skip
        if query.get(name):
            found[key] = query[name]
    for metric in query.get("metric") or []:
        inner: Json = {"MetricName": metric["metric_name"]}
        if metric.get("namespace"):
            inner["Namespace"] = metric["namespace"]
        if metric.get("dimensions"):
            inner["Dimensions"] = _dimensions(metric["dimensions"])
        found["MetricStat"] = {
            "Metric": inner,
            "Period": metric["period"],
            "Stat": metric["stat"],
            **({"Unit": metric["unit"]} if metric.get("unit") else {}),
        }
    return found


def _from_query(found: Json) -> Object:
    stat = found.get("MetricStat")
    metric = [
        {
            "metric_name": stat["Metric"].get("MetricName"),
            "namespace": stat["Metric"].get("Namespace"),
            "dimensions": {i["Name"]: i["Value"] for i in stat["Metric"].get("Dimensions") or []},
            "period": stat.get("Period"),
            "stat": stat.get("Stat"),
            "unit": stat.get("Unit"),
        }
    ] if stat else []  # fmt: skip
    return {
        "id": found.get("Id"),
        "account_id": found.get("AccountId"),
        "expression": found.get("Expression"),
        "label": found.get("Label"),
        "period": found.get("Period"),
        "return_data": bool(found.get("ReturnData")),
        "metric": metric,
    }


def create(call: Call) -> None:
    """Make it."""
    wanted = tags.wanted(call)
    _put(call, **({"Tags": tags.pairs(wanted)} if wanted else {}))
    call.id = call.values["alarm_name"]


def read(call: Call) -> Object:
    """Read it."""
    answer = cloudwatch(call).describe_alarms(AlarmNames=[call.id], AlarmTypes=["MetricAlarm"])
    if not answer.get("MetricAlarms"):
        raise GoneError(f"there is no alarm {call.id}")
    [found] = answer["MetricAlarms"]
    held = cloudwatch(call).list_tags_for_resource(ResourceARN=found["AlarmArn"]).get("Tags")
    before = {str(_to_query(query)): query for query in call.values.get("metric_query") or []}
    queries = [_from_query(query) for query in found.get("Metrics") or []]
    return {
        **{name: found.get(key) for name, key in _MEMBERS.items()},
        "alarm_name": found["AlarmName"],
        "arn": found["AlarmArn"],
        "threshold": found.get("Threshold"),
        "treat_missing_data": found.get("TreatMissingData") or "missing",
        "dimensions": {i["Name"]: i["Value"] for i in found.get("Dimensions") or []} or None,
        "metric_query": [before.get(str(_to_query(query)), query) for query in queries],
        **tags.read(call, tags.from_pairs(held)),
    }


def update(call: Call) -> None:
    """Put all of it again; tags have calls of their own."""
    if call.changed_besides("tags", "tags_all"):
        _put(call)
    added, removed = tags.difference(call)
    arn = call.prior["arn"]
    if removed:
        cloudwatch(call).untag_resource(ResourceARN=arn, TagKeys=removed)
    if added:
        cloudwatch(call).tag_resource(ResourceARN=arn, Tags=tags.pairs(added))


def delete(call: Call) -> None:
    """Remove it."""
    cloudwatch(call).delete_alarms(AlarmNames=[call.id])


TABLES = (
    entry(
        "aws_cloudwatch_metric_alarm",
        create=create,
        read=read,
        update=update,
        delete=delete,
        checks=check,
    ),
)
