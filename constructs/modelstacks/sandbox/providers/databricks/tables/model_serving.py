"""Model serving endpoints: created and updated, then waited for until no update is under way."""

from typing import Any

from modelstacks.sandbox.providers.databricks.bodies import stored, to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.waiting import wait_for
from modelstacks.sandbox.providers.plugin.behaviour import Change
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError, StoppedError
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

Json = dict[str, Any]

_ENDPOINTS = "/api/2.0/serving-endpoints"
_OWN = frozenset({"id", "endpoint_url", "serving_endpoint_id", "timeouts", "provider_config"})
_ALWAYS = (
    ("ai_gateway", "fallback_config", "enabled"),
    ("config", "traffic_config", "routes", "traffic_percentage"),
)
_SERVED = ("served_entities", "served_models")
_FAILED = frozenset({"UPDATE_FAILED", "UPDATE_CANCELED"})
_MINUTES = 45.0


def same_route(change: Change) -> bool:
    """Suppress the second of a route's two names: model and entity, always equal."""
    names = ("served_model_name", "served_entity_name")
    if not change.new:
        others = [change.new_siblings.get(name) or change.old_siblings.get(name) for name in names]
        return change.old in others
    return False


def _body(call: Call) -> Json:
    only = [name for name in call.block.names() if name not in _OWN]
    return to_api(call.block, call.values, only=only, always=_ALWAYS)


def _get(call: Call) -> Json:
    found: Json = call.client.get(f"{_ENDPOINTS}/{call.id}")
    return found


def _settled(call: Call, action: str) -> None:
    def ask() -> bool | None:
        endpoint = _get(call)
        state = (endpoint.get("state") or {}).get("config_update")
        if state in _FAILED:
            raise ProviderError(f"failed to reach NOT_UPDATING, got {state}: {_reason(endpoint)}")
        return True if state in (None, "NOT_UPDATING") else None

    wait_for(call, action, _MINUTES, ask)


def _reason(endpoint: Json) -> str:
    """Return what the endpoint says about the entity that did not come up."""
    for config in ("pending_config", "config"):
        for kind in _SERVED:
            for entity in (endpoint.get(config) or {}).get(kind) or []:
                message = (entity.get("state") or {}).get("deployment_state_message")
                if message:
                    return f"{entity.get('name') or entity.get('entity_name')}: {message}"
    return "no reason given"


def create(call: Call) -> None:
    """Create and wait. One that fails to come up is removed again."""
    name = call.values["name"]
    call.client.post(_ENDPOINTS, _body(call))
    call.id = str(name)
    try:
        _settled(call, "create")
    except StoppedError:
        raise
    except ProviderError:
        call.client.delete(f"{_ENDPOINTS}/{name}")
        call.id = None
        raise


def read(call: Call) -> Object | None:
    """Read, with served entities in the configured order."""
    endpoint = _get(call)
    config = dict(endpoint.get("config") or {})
    known: Object = ((call.values.get("config") or [None]) or [None])[0] or {}
    if not known or not known.get("served_models"):
        config.pop("served_models", None)
    elif not known.get("served_entities"):
        config.pop("served_entities", None)
    for kind in _SERVED:
        if config.get(kind):
            config[kind] = _ordered(known.get(kind) or [], config[kind])
    if config.get("traffic_config"):
        routes = config["traffic_config"].get("routes") or []
        config["traffic_config"] = {"routes": _routes(known, routes)}
    values = stored(
        call, {**endpoint, "config": config or None}, skip=("rate_limits",), computed=("config",)
    )
    values["serving_endpoint_id"] = endpoint.get("id")
    values["endpoint_url"] = endpoint.get("endpoint_url")
    return values


def _ordered(known: list[Object], answered: list[Json]) -> list[Json]:
    names = [item.get("name") for item in known]
    by_name = {item.get("name"): item for item in known}

    def place(item: Json) -> int:
        return names.index(item["name"]) if item.get("name") in names else len(names)

    cleaned = []
    for item in sorted(answered, key=place):
        configured = by_name.get(item.get("name"))
        # A size that only the platform has is none that was asked for.
        drop = configured is not None and not configured.get("workload_size")
        cleaned.append({k: v for k, v in item.items() if not (drop and k == "workload_size")})
    return cleaned


def _routes(known: Object, answered: list[Json]) -> list[Json]:
    """Return the routes with just the names that are known from before."""
    traffic = (known.get("traffic_config") or [None])[0] or {}
    routes: list[Json] = []
    for index, route in enumerate(answered):
        configured = traffic.get("routes") or []
        before = configured[index] if index < len(configured) else {}
        kept = dict(route)
        for name in ("served_model_name", "served_entity_name"):
            if (
                before
                and not before.get(name)
                and any(
                    before.get(other) == route.get(name)
                    for other in ("served_model_name", "served_entity_name")
                )
            ):
                kept.pop(name, None)
        routes.append(kept)
    return routes


def update(call: Call) -> None:
    """Change configuration, tags and AI gateway, each in a call of its own."""
    path = f"{_ENDPOINTS}/{call.id}"
    body = _body(call)
    if call.changed("config") and body.get("config"):
        config = body["config"]
        for route in (config.get("traffic_config") or {}).get("routes") or []:
            name = route.get("served_entity_name") or route.get("served_model_name")
            route.update({"served_entity_name": name, "served_model_name": name})
        call.client.put(f"{path}/config", config)
        _settled(call, "update")
    if call.changed("tags"):
        _change_tags(call, path, body.get("tags") or [])
    if call.changed("ai_gateway"):
        call.client.put(f"{path}/ai-gateway", body.get("ai_gateway") or {})


def _change_tags(call: Call, path: str, wanted: list[Json]) -> None:
    present = _get(call).get("tags") or []
    keys = {tag["key"] for tag in wanted}
    body = {
        "add_tags": [tag for tag in wanted if tag not in present],
        "delete_tags": [tag["key"] for tag in present if tag["key"] not in keys],
    }
    call.client.patch(f"{path}/tags", {name: items for name, items in body.items() if items})


def delete(call: Call) -> None:
    """Delete."""
    call.client.delete(f"{_ENDPOINTS}/{call.id}")


TABLES = (
    ResourceTable(
        type_name="databricks_model_serving",
        create=create,
        read=read,
        update=update,
        delete=delete,
        behaviour=behaviour(
            "databricks_model_serving",
            suppressions={
                "config.traffic_config.routes.served_model_name": same_route,
                "config.traffic_config.routes.served_entity_name": same_route,
            },
        ),
    ),
)
