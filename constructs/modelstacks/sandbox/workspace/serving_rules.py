"""What Databricks refuses about a serving endpoint, and how it completes its configuration."""

import re

from modelstacks.errors import nearest
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import invalid, missing
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.model_versions import require_version
from modelstacks.sandbox.workspace.serving_message import EndpointConfig
from modelstacks.sandbox.workspace.system_models import is_of_the_system, require_system_model
from modelstacks.sandbox.workspace.unity import require

WORKLOAD_SIZES = ("Small", "Medium", "Large")
_MAX_ENTITIES = 15
_MAX_VARIABLES = 30
_ALL = 100
_STEP = 4
"""What provisioned concurrency comes in multiples of."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")
_SECRET = re.compile(r"\{\{\s*secrets/([^/}]+)/([^/}]+?)\s*\}\}")


def check_name(name: str) -> None:
    """Refuse a name that an endpoint cannot have."""
    if not _NAME.fullmatch(name):
        raise invalid(
            f"Endpoint name {name!r} must be alphanumeric with dashes and underscores,"
            " at most 63 characters"
        )
    if name.startswith("databricks-"):
        raise invalid("Endpoint names must not start with 'databricks-'")


def completed_config(call: Call, config: EndpointConfig) -> Json:
    """Return a configuration, entities named and traffic routed; refuse what cannot be served."""
    if config.served_entities and config.served_models:
        raise invalid("Only one of served_entities and served_models can be specified")
    sent = [one.as_sent() for one in config.served_entities or config.served_models or []]
    entities = [_as_entity(one) for one in sent]
    if not entities:
        raise invalid("At least one served entity must be specified")
    if len(entities) > _MAX_ENTITIES:
        raise invalid(f"At most {_MAX_ENTITIES} served entities can be specified")
    for entity in entities:
        _check_entity(call, entity)
    names = [entity["name"] for entity in entities]
    if len(set(names)) != len(names):
        raise invalid(f"Served entity names must be unique, got {', '.join(names)}")
    result: Json = {
        "served_entities": entities,
        "traffic_config": {"routes": _routes(config, names)},
    }
    if config.auto_capture_config is not None:
        result["auto_capture_config"] = config.auto_capture_config
    return result


def _as_entity(sent: Json) -> Json:
    entity = dict(sent)
    for old, new in (("model_name", "entity_name"), ("model_version", "entity_version")):
        if old in entity:
            entity[new] = entity.pop(old)
    if "name" not in entity:
        model = entity.get("entity_name", "external").rpartition(".")[2]
        entity["name"] = f"{model}-{entity.get('entity_version', '1')}"
    if not _has_band(entity):
        entity.setdefault("scale_to_zero_enabled", False)
    return entity


def _has_band(entity: Json) -> bool:
    return any(field.endswith("provisioned_throughput") for field in entity)


def _check_entity(call: Call, entity: Json) -> None:
    if entity.get("external_model"):
        return
    name, version = entity.get("entity_name"), entity.get("entity_version")
    if not name or not version:
        raise invalid("A served entity needs entity_name and entity_version")
    if is_of_the_system(name):
        require_system_model(name, version)
    else:
        require(call.tx, "model", name)
        require_version(call, name, version)
    if _has_band(entity):
        _check_band(entity)
    else:
        _check_workload(call, entity)
    variables = entity.get("environment_vars", {})
    if len(variables) > _MAX_VARIABLES:
        raise invalid(f"At most {_MAX_VARIABLES} environment variables can be specified")
    for value in variables.values():
        for scope, key in _SECRET.findall(value):
            if call.tx.get("secret", f"{scope}/{key}") is None:
                raise missing(f"Secret does not exist with scope: {scope} and key: {key}")


def _check_workload(call: Call, entity: Json) -> None:
    kind = entity.setdefault("workload_type", "CPU")
    if kind not in call.facts.workloads:
        close = nearest(kind, call.facts.workloads)
        raise invalid(
            f"Invalid workload type {kind}; allowed on {call.options.cloud}:"
            f" {', '.join(call.facts.workloads)}" + (f". Did you mean {close}?" if close else "")
        )
    size = entity.get("workload_size")
    if size is not None and size not in WORKLOAD_SIZES:
        raise invalid(f"Invalid workload size {size}; allowed: {', '.join(WORKLOAD_SIZES)}")
    provisioned = [field for field in entity if "provisioned" in field]
    if size is None and not provisioned:
        raise invalid(
            f"Served entity {entity['name']} needs workload_size, provisioned concurrency"
            " or provisioned throughput"
        )
    if size is not None and any("concurrency" in field for field in provisioned):
        raise invalid("workload_size and provisioned concurrency exclude each other")
    low: int = entity.get("min_provisioned_concurrency", 0)
    high: int = entity.get("max_provisioned_concurrency", low)
    if low < 0 or low > high or low % _STEP or high % _STEP:
        raise invalid(f"Invalid provisioned concurrency: {low} to {high}, in steps of {_STEP}")


def _check_band(entity: Json) -> None:
    """Refuse a band that cannot be, and drop what an entity with a band does not keep.

    Databricks does not answer the workload type and scale-to-zero that such an entity was sent
    with, so that Terraform finds them changed at every plan (issue 5467 of the provider).
    """
    for field in ("workload_size", "min_provisioned_concurrency", "max_provisioned_concurrency"):
        if field in entity:
            raise invalid(f"{field} and provisioned throughput exclude each other")
    high: int | None = entity.get("max_provisioned_throughput")
    if high is None:
        raise invalid("Provisioned throughput needs max_provisioned_throughput")
    low: int = entity.get("min_provisioned_throughput", 0)
    if not 0 <= low <= high or not high:
        raise invalid(f"Invalid provisioned throughput: {low} to {high} tokens per second")
    for field in ("workload_type", "scale_to_zero_enabled"):
        entity.pop(field, None)


def _routes(config: EndpointConfig, names: list[str]) -> list[Json]:
    given = config.traffic_config.routes if config.traffic_config else []
    if not given:
        if len(names) > 1:
            raise invalid("traffic_config must be specified for more than one served entity")
        return [_route(names[0], _ALL)]
    routes = [
        _route(one.served_entity_name or one.served_model_name or "", one.traffic_percentage)
        for one in given
    ]
    for route in routes:
        if route["served_entity_name"] not in names:
            raise invalid(f"Traffic route to unknown served entity {route['served_entity_name']!r}")
        if not 0 <= route["traffic_percentage"] <= _ALL:
            raise invalid("traffic_percentage must be between 0 and 100")
    total = sum(route["traffic_percentage"] for route in routes)
    if total != _ALL:
        raise invalid(f"The sum of all traffic percentages must be 100, got {total}")
    return routes


def _route(name: str, percentage: int) -> Json:
    return {
        "served_model_name": name,
        "served_entity_name": name,
        "traffic_percentage": percentage,
    }
