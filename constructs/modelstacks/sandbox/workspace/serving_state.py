"""An endpoint's life: a configuration takes polls to be deployed, and a fault may stop it."""

from modelstacks.sandbox.store import Document
from modelstacks.sandbox.workspace.call import Call, public
from modelstacks.sandbox.workspace.errors import missing
from modelstacks.sandbox.workspace.message import Json

FAILED = "UPDATE_FAILED"


def require_endpoint(call: Call, name: str) -> Document:
    """Return an endpoint; refuse a name that does not exist."""
    endpoint = call.tx.get("endpoint", name)
    if endpoint is None:
        raise missing(f"Endpoint with name '{name}' does not exist.")
    return endpoint


def polled(call: Call, endpoint: Document) -> Document:
    """Return an endpoint, one poll further on."""
    if "_pending" not in endpoint:
        return endpoint
    if endpoint["_polls"] > 0:
        save(call, {**endpoint, "_polls": endpoint["_polls"] - 1})
        return endpoint
    settled = _settled(endpoint)
    save(call, settled)
    return settled


def deploying(call: Call, endpoint: Document, config: Json) -> Document:
    """Return an endpoint on its way to another configuration; if it gets there is decided now."""
    version = endpoint.get("config", {}).get("config_version", 0) + 1
    started = {
        **endpoint,
        "_pending": {**config, "config_version": version},
        "_polls": call.options.polls,
        "_doomed": call.faults.strikes("endpoint-update-fails", endpoint["name"]),
        "last_updated_timestamp": call.now,
    }
    return started if call.options.polls else _settled(started)


def save(call: Call, endpoint: Document) -> None:
    """Write an endpoint."""
    call.tx.put("endpoint", endpoint["name"], endpoint)


def endpoint_answer(endpoint: Document) -> Json:
    """Return an endpoint as Databricks answers it: while it changes, with what is pending."""
    result = public(endpoint)
    pending = endpoint.get("_pending")
    if pending is not None:
        state = "DEPLOYMENT_CREATING"
        result["pending_config"] = _config_answer(endpoint, pending, state)
        # The first configuration shows at once: the provider cannot read an endpoint without one.
        result.setdefault("config", pending)
        result["state"] = {"ready": _ready(endpoint), "config_update": "IN_PROGRESS"}
    else:
        result["state"] = {
            "ready": _ready(endpoint),
            "config_update": FAILED if endpoint.get("_failed") else "NOT_UPDATING",
        }
    deployed = endpoint.get("_deployed", False)
    told = "DEPLOYMENT_READY" if deployed else "DEPLOYMENT_CREATING"
    if endpoint.get("_failed") and not deployed:
        told = "DEPLOYMENT_FAILED"
    result["config"] = _config_answer(endpoint, result["config"], told)
    return result


def _ready(endpoint: Document) -> str:
    return "READY" if endpoint.get("_deployed") else "NOT_READY"


def _config_answer(endpoint: Document, config: Json, deployment: str) -> Json:
    added = {
        "creator": endpoint["creator"],
        "creation_timestamp": endpoint["creation_timestamp"],
        "state": {"deployment": deployment, "deployment_state_message": ""},
    }
    entities = [{**entity, **added} for entity in config["served_entities"]]
    return {
        **config,
        "served_entities": entities,
        "served_models": [_as_model(e) for e in entities],
    }


def _as_model(entity: Json) -> Json:
    model = dict(entity)
    for new, old in (("entity_name", "model_name"), ("entity_version", "model_version")):
        if new in model:
            model[old] = model.pop(new)
    return model


def _settled(endpoint: Document) -> Document:
    result = {key: value for key, value in endpoint.items() if key not in ("_pending", "_polls")}
    if endpoint["_doomed"]:
        # What was served before goes on being served.
        result.setdefault("config", endpoint["_pending"])
        return {**result, "_failed": True, "_doomed": False}
    return {**result, "config": endpoint["_pending"], "_failed": False, "_deployed": True}
