"""Model serving endpoints."""

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import ApiError, exists, invalid
from modelstacks.sandbox.workspace.ids import new_hex
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.service import PermissionKind, Service
from modelstacks.sandbox.workspace.serving_gateway import check_gateway
from modelstacks.sandbox.workspace.serving_message import (
    AiGateway,
    EndpointConfig,
    NewEndpoint,
    Tag,
    TagChanges,
)
from modelstacks.sandbox.workspace.serving_rules import check_name, completed_config
from modelstacks.sandbox.workspace.serving_state import (
    deploying,
    endpoint_answer,
    polled,
    require_endpoint,
    save,
)

SERVICE = Service("serving_endpoints")
ROOT = "/api/2.0/serving-endpoints"


@SERVICE.post(ROOT)
def create(call: Call) -> Json:
    """Create an endpoint and deploy what it serves."""
    fields = call.read(NewEndpoint)
    check_name(fields.name)
    if call.tx.get("endpoint", fields.name) is not None:
        raise exists(f"Endpoint with name '{fields.name}' already exists.")
    if fields.config is None:
        raise invalid("Missing required field: config")
    config = completed_config(call, fields.config)
    if fields.ai_gateway is not None:
        check_gateway(call, fields.ai_gateway)
    _check_tags(fields.tags or [])
    sent = fields.as_sent()
    del sent["config"]
    endpoint = {
        "id": new_hex(),
        "creator": call.options.user_name,
        "creation_timestamp": call.now,
        "route_optimized": False,
        "permission_level": "CAN_MANAGE",
        "endpoint_type": "UNITY_CATALOG_MODEL",
        **sent,
    }
    endpoint = deploying(call, endpoint, config)
    save(call, endpoint)
    return endpoint_answer(endpoint)


@SERVICE.get(ROOT)
def find(call: Call) -> Json:
    """List endpoints."""
    return {"endpoints": [endpoint_answer(one) for one in call.tx.all("endpoint")]}


@SERVICE.get(f"{ROOT}/{{name}}")
def get(call: Call) -> Json:
    """Answer one endpoint."""
    return endpoint_answer(polled(call, require_endpoint(call, call.path["name"])))


@SERVICE.put(f"{ROOT}/{{name}}/config")
def update_config(call: Call) -> Json:
    """Deploy another configuration; the old one serves until the new one is ready."""
    endpoint = require_endpoint(call, call.path["name"])
    if "_pending" in endpoint:
        name = endpoint["name"]
        raise ApiError(409, "RESOURCE_CONFLICT", f"Endpoint '{name}' is already being updated")
    config = completed_config(call, call.read(EndpointConfig))
    changed = deploying(call, endpoint, config)
    save(call, changed)
    return endpoint_answer(changed)


@SERVICE.patch(f"{ROOT}/{{name}}/tags")
def update_tags(call: Call) -> Json:
    """Add, change and remove tags."""
    endpoint = require_endpoint(call, call.path["name"])
    changes = call.read(TagChanges)
    _check_tags(changes.add_tags)
    tags = {tag["key"]: tag for tag in endpoint.get("tags", [])}
    tags |= {tag.key: tag.as_sent() for tag in changes.add_tags}
    kept = [tag for key, tag in tags.items() if key not in changes.delete_tags]
    save(call, {**endpoint, "tags": kept})
    return {"tags": kept}


@SERVICE.put(f"{ROOT}/{{name}}/ai-gateway")
def update_gateway(call: Call) -> Json:
    """Replace the gateway's configuration."""
    endpoint = require_endpoint(call, call.path["name"])
    gateway = call.read(AiGateway)
    check_gateway(call, gateway)
    save(call, {**endpoint, "ai_gateway": gateway.as_sent()})
    return gateway.as_sent()


@SERVICE.delete(f"{ROOT}/{{name}}")
def delete(call: Call) -> Json:
    """Delete an endpoint."""
    endpoint = require_endpoint(call, call.path["name"])
    call.tx.delete("endpoint", endpoint["name"])
    call.tx.delete("permissions", f"serving-endpoints/{endpoint['id']}")
    return {}


@SERVICE.lists("serving_endpoints")
def _list(tx: Transaction) -> list[Json]:
    return [
        {
            "name": endpoint["name"],
            "state": endpoint["state"]["config_update"],
            "ready": endpoint["state"]["ready"],
            "entities": [
                {
                    "name": entity["name"],
                    "model": entity.get("entity_name"),
                    "version": entity.get("entity_version"),
                    "workload_type": entity.get("workload_type"),
                    "workload_size": entity.get("workload_size"),
                    "tokens_per_second": _band(entity),
                    "scale_to_zero": entity.get("scale_to_zero_enabled", _band(entity)[:1] == [0]),
                    "traffic": _share(endpoint["config"], entity["name"]),
                }
                for entity in endpoint["config"]["served_entities"]
            ],
            "gateway": _gateway(endpoint.get("ai_gateway", {})),
        }
        for endpoint in map(endpoint_answer, tx.all("endpoint"))
    ]


def _share(config: Json, name: str) -> int:
    """Return the percentage of the traffic that an entity has."""
    routes = config["traffic_config"]["routes"]
    return sum(one["traffic_percentage"] for one in routes if one["served_entity_name"] == name)


def _gateway(gateway: Json) -> list[str]:
    """Return what the gateway does, in words."""
    words = {"usage_tracking_config": "usage", "fallback_config": "fallback"}
    told = [word for field, word in words.items() if gateway.get(field, {}).get("enabled")]
    table = gateway.get("inference_table_config", {})
    if table.get("enabled"):
        told.append(f"payloads in {table['catalog_name']}.{table['schema_name']}")
    for limit in gateway.get("rate_limits", []):
        counts = [f"{limit[one]} {one}" for one in ("calls", "tokens") if one in limit]
        whom = limit.get("principal") or limit.get("key", "endpoint").replace("_", " ")
        told.append(f"{' and '.join(counts)} a minute per {whom}")
    return told


def _band(entity: Json) -> list[int]:
    """Return the ends of the band of provisioned throughput; empty without one."""
    high = entity.get("max_provisioned_throughput")
    return [] if high is None else [entity.get("min_provisioned_throughput", 0), high]


def _check_tags(tags: list[Tag]) -> None:
    keys = [tag.key for tag in tags]
    if len(set(keys)) != len(keys):
        raise invalid(f"Tag keys must be unique, got {', '.join(keys)}")


def _find(tx: Transaction, endpoint_id: str) -> Document | None:
    return next((one for one in tx.all("endpoint") if one["id"] == endpoint_id), None)


SERVICE.permission_kinds.append(
    PermissionKind(
        path="serving-endpoints",
        object_type="serving-endpoint",
        levels=("CAN_VIEW", "CAN_QUERY", "CAN_MANAGE"),
        find=_find,
    )
)
