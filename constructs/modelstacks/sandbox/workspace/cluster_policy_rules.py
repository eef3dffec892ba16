"""Cluster policies: what a definition may say, and what it does to a cluster.

As Databricks applies them: a fixed value fills a field that was left out; a default does so only
with `apply_policy_default_values`; an attribute with a limit must be there unless `isOptional`.
"""

import json
import re
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from modelstacks.sandbox.workspace.errors import ApiError, invalid
from modelstacks.sandbox.workspace.message import Json

TYPES = ("fixed", "forbidden", "allowlist", "blocklist", "regex", "range", "unlimited")

_MAPS = ("spark_conf", "spark_env_vars", "custom_tags")
_VIRTUAL = ("cluster_type", "dbus_per_hour")
_KEYS = {
    "type",
    "value",
    "values",
    "pattern",
    "minValue",
    "maxValue",
    "defaultValue",
    "isOptional",
    "hidden",
}
_NOT_FOR_JOBS = ("autotermination_minutes",)
_MISSING = object()


def parse_definition(text: str) -> dict[str, Json]:
    """Return the rules of a policy by attribute; refuse a definition that cannot be read."""
    try:
        definition = json.loads(text)
    except ValueError as error:
        raise _broken(f"it is not JSON: {error}") from error
    if not isinstance(definition, dict):
        raise _broken("it must be a JSON object")
    for attribute, rule in definition.items():
        _check_rule(attribute, rule)
    return definition


def apply_policy(definition: dict[str, Json], spec: Json, *, cluster_type: str) -> Json:
    """Return the cluster with what its policy fixes; refuse one that violates it."""
    result = deepcopy(spec)
    with_defaults = bool(spec.get("apply_policy_default_values"))
    for attribute, rule in definition.items():
        if cluster_type == "job" and attribute in _NOT_FOR_JOBS:
            continue
        if attribute == "cluster_type":
            _check_value(attribute, rule, cluster_type)
        elif attribute not in _VIRTUAL:
            _apply_rule(result, attribute, rule, with_defaults=with_defaults)
    return result


def _apply_rule(spec: Json, attribute: str, rule: Json, *, with_defaults: bool) -> None:
    path = _path(attribute)
    if "*" in path:
        for value in _all_at(spec, path):
            _check_value(attribute, rule, value)
        return
    value = _at(spec, path)
    if value is _MISSING and not rule.get("isOptional"):
        if rule["type"] == "fixed":
            _set(spec, path, rule["value"])
            return
        if with_defaults and "defaultValue" in rule:
            _set(spec, path, rule["defaultValue"])
            value = rule["defaultValue"]
    if value is _MISSING:
        if not rule.get("isOptional") and rule["type"] in ("allowlist", "regex", "range"):
            raise _violation(attribute, "the value must be present")
        return
    _check_value(attribute, rule, value)


def _check_value(attribute: str, rule: Json, value: Any) -> None:
    problem = _problem(rule, value)
    if problem:
        raise _violation(attribute, f'{problem} (is "{value}")')


def _problem(rule: Json, value: Any) -> str:
    kind = rule["type"]
    if kind == "fixed":
        wanted = rule["value"]
        return "" if _same(value, wanted) else f"the value must be {wanted}"
    if kind == "forbidden":
        return "the value must not be present"
    if kind == "allowlist":
        values = rule["values"]
        listed = ", ".join(str(one) for one in values)
        return "" if _in(value, values) else f"the value must be present in ({listed})"
    if kind == "blocklist":
        return "the value must not be in the list" if _in(value, rule["values"]) else ""
    if kind == "regex":
        matches = re.fullmatch(rule["pattern"], str(value))
        return "" if matches else f"the value must match {rule['pattern']}"
    return _range_problem(rule, value) if kind == "range" else ""


def _range_problem(rule: Json, value: Any) -> str:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return "the value must be a number"
    low, high = rule.get("minValue"), rule.get("maxValue")
    if low is not None and number < low:
        return f"the value must be greater than or equal to {low}"
    if high is not None and number > high:
        return f"the value must be less than or equal to {high}"
    return ""


def _check_rule(attribute: str, rule: Any) -> None:
    if not isinstance(rule, dict):
        raise _broken(f"{attribute} must be an object")
    kind = rule.get("type")
    if kind not in TYPES:
        raise _broken(f"{attribute}: type is {kind!r}; allowed: {', '.join(TYPES)}")
    if unknown := sorted(set(rule) - _KEYS):
        raise _broken(f"{attribute}: unknown element {', '.join(unknown)}")
    needed = {"fixed": "value", "allowlist": "values", "blocklist": "values", "regex": "pattern"}
    if kind in needed and needed[kind] not in rule:
        raise _broken(f"{attribute}: {kind} needs {needed[kind]}")
    if kind in ("allowlist", "blocklist") and not isinstance(rule["values"], list):
        raise _broken(f"{attribute}: values must be a list")
    if kind == "range" and rule.get("minValue") is None and rule.get("maxValue") is None:
        raise _broken(f"{attribute}: range needs minValue or maxValue")
    if kind == "regex":
        try:
            re.compile(rule["pattern"])
        except re.error as error:
            raise _broken(f"{attribute}: pattern cannot be read: {error}") from error
    if "defaultValue" in rule and kind != "unlimited" and _problem(rule, rule["defaultValue"]):
        raise _broken(f"{attribute}: the default value {rule['defaultValue']} violates the rule")


def _path(attribute: str) -> list[str]:
    head, _, rest = attribute.partition(".")
    if head in _MAPS and rest:
        return [head, rest]
    return attribute.split(".")


def _at(spec: Any, path: list[str]) -> Any:
    for name in path:
        if not isinstance(spec, dict) or name not in spec:
            return _MISSING
        spec = spec[name]
    return spec


def _all_at(spec: Any, path: list[str]) -> Iterable[Any]:
    head, rest = path.index("*"), path[path.index("*") + 1 :]
    found = _at(spec, path[:head])
    if isinstance(found, list):
        values = (_at(one, rest) for one in found)
        yield from (value for value in values if value is not _MISSING)


def _set(spec: Json, path: list[str], value: Any) -> None:
    for name in path[:-1]:
        spec = spec.setdefault(name, {})
    spec[path[-1]] = value


def _same(value: Any, wanted: Any) -> bool:
    return bool(value == wanted) or str(value).lower() == str(wanted).lower()


def _in(value: Any, values: list[Any]) -> bool:
    return any(_same(value, one) for one in values)


def _violation(attribute: str, problem: str) -> ApiError:
    return invalid(f"Cluster validation error: Validation failed for {attribute}, {problem}")


def _broken(detail: str) -> ApiError:
    return invalid(f"The policy definition is not valid: {detail}")
