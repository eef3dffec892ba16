"""Notification destinations. Secrets go in; an answer only says which are set."""

from collections.abc import Iterator
from typing import Any

from modelstacks.sandbox.providers.databricks.bodies import stored, to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic, Path
from modelstacks.sandbox.providers.plugin.table import Call, DataTable, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

_DESTINATIONS = "/api/2.0/notification-destinations"
_KINDS = ("slack", "pagerduty", "microsoft_teams", "generic_webhook", "email")
_FIELDS = ("display_name", "config")


def _configs(values: Object) -> list[Object]:
    """Return the one configuration, while it is known."""
    blocks = values.get("config")
    return (
        [block for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []
    )


def _kinds(values: Object) -> list[str]:
    return [kind for config in _configs(values) for kind in _KINDS if config.get(kind)]


def check(config: Object) -> Iterator[Diagnostic]:
    """Refuse a configuration of several kinds, or of none."""
    if _configs(config) and len(_kinds(config)) != 1:
        yield Diagnostic(
            summary="Invalid combination of arguments",
            detail=f"one of {', '.join(f'config.0.{kind}' for kind in _KINDS)} must be specified",
            path=("config",),
        )


def replaces(call: Call) -> Iterator[Path]:
    """Name the configuration whose kind changes: only then the destination is made anew."""
    if _kinds(call.prior) != _kinds(call.values):
        yield ("config",)


def create(call: Call) -> None:
    """Create."""
    body = to_api(call.block, call.values, only=_FIELDS)
    call.id = call.client.post(_DESTINATIONS, body)["id"]


def read(call: Call) -> Object | None:
    """Read; secrets that are set are those of the state."""
    answer = call.client.get(f"{_DESTINATIONS}/{call.id}")
    return stored(call, {**answer, "config": _with_secrets(call, answer.get("config") or {})})


def _with_secrets(call: Call, config: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for kind, told in config.items():
        known = next((one[kind][0] for one in _configs(call.values) if one.get(kind)), None) or {}
        secrets = [name.removesuffix("_set") for name in told if name.endswith("_set")]
        kept = {name: known.get(name) for name in secrets if told[f"{name}_set"]}
        result[kind] = {**told, **kept}
    return result


def update(call: Call) -> None:
    """Change in place."""
    body = to_api(call.block, call.values, only=_FIELDS)
    call.client.patch(f"{_DESTINATIONS}/{call.id}", body)


def delete(call: Call) -> None:
    """Delete."""
    call.client.delete(f"{_DESTINATIONS}/{call.id}")


def find(call: Call) -> Object:
    """List the destinations whose name contains a text, of one type or of all."""
    part, kind = call.values.get("display_name_contains"), call.values.get("type")
    found = [
        {name: one[name] for name in ("id", "display_name", "destination_type")}
        for one in call.client.get(_DESTINATIONS).get("results", [])
        if (not part or part.lower() in one["display_name"].lower())
        and (not kind or one["destination_type"] == kind)
    ]
    return {**call.values, "notification_destinations": found}


TABLES: tuple[ResourceTable | DataTable, ...] = (
    ResourceTable(
        type_name="databricks_notification_destination",
        create=create,
        read=read,
        update=update,
        delete=delete,
        checks=check,
        replaces=replaces,
        behaviour=behaviour("databricks_notification_destination"),
    ),
    DataTable(type_name="databricks_notification_destinations", read=find),
)
