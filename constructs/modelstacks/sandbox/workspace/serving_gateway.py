"""What Databricks refuses about the gateway of an endpoint."""

from collections import Counter

from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import invalid
from modelstacks.sandbox.workspace.principals import (
    find_group,
    find_service_principal,
    find_user,
)
from modelstacks.sandbox.workspace.serving_message import AiGateway, RateLimit
from modelstacks.sandbox.workspace.unity import require

_FIND = {"user": find_user, "user_group": find_group, "service_principal": find_service_principal}
_NEED_A_NAME = ("user_group", "service_principal")


def check_gateway(call: Call, gateway: AiGateway) -> None:
    """Refuse a gateway whose inference table has no place, or whose limits cannot be kept."""
    table = gateway.inference_table_config
    if table is not None and table.enabled:
        if not table.catalog_name or not table.schema_name:
            raise invalid("inference_table_config needs catalog_name and schema_name")
        require(call.tx, "schema", f"{table.catalog_name}.{table.schema_name}")
    limits = gateway.rate_limits or []
    for limit in limits:
        _check_limit(call, limit)
    met = Counter((limit.key or "endpoint", limit.principal) for limit in limits)
    twice = [_told(*one) for one, count in met.items() if count > 1]
    if twice:
        raise invalid(f"rate_limits: more than one limit for {', '.join(twice)}")


def _check_limit(call: Call, limit: RateLimit) -> None:
    key = limit.key or "endpoint"
    if limit.calls is None and limit.tokens is None:
        raise invalid(f"rate_limits: the limit for {_told(key, limit.principal)} has no number")
    if any(number is not None and number < 0 for number in (limit.calls, limit.tokens)):
        raise invalid("rate_limits: calls and tokens must not be negative")
    if limit.principal is None:
        if key in _NEED_A_NAME:
            raise invalid(f"rate_limits: a limit with key {key} needs a principal")
        return
    if key not in _FIND:
        raise invalid(f"rate_limits: a limit with key {key} has no principal")
    if _FIND[key](call.tx, limit.principal) is None:
        raise invalid(f"rate_limits: {key} {limit.principal} does not exist")


def _told(key: str, principal: str | None) -> str:
    return f"{key} {principal}" if principal else key
