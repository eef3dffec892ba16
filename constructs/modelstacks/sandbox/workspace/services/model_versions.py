"""Unity Catalog: versions of registered models, and their aliases."""

from modelstacks.sandbox.store import Document
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import missing
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.model_versions import (
    register_version,
    require_version,
    version_key,
)
from modelstacks.sandbox.workspace.service import Service
from modelstacks.sandbox.workspace.unity import ROOT, answer, require, touched

SERVICE = Service("model_versions")
_SENT = ("source", "run_id", "comment")
_MLFLOW = "/api/2.0/mlflow/unity-catalog/model-versions"


class NewVersion(Message):
    """What MLflow registers."""

    name: str
    source: str | None = None
    run_id: str | None = None
    description: str | None = None


class NewCatalogVersion(Message):
    """What Unity Catalog's own API registers."""

    catalog_name: str
    schema_name: str
    model_name: str
    source: str
    run_id: str | None = None
    comment: str | None = None


class VersionChanges(Message):
    """What a version can be given after it was registered."""

    comment: str | None = None


class Alias(Message):
    """Where an alias points."""

    version_num: int


@SERVICE.post(f"{_MLFLOW}/create")
def create(call: Call) -> Json:
    """Register a version, as `mlflow.register_model` does."""
    fields = call.read(NewVersion)
    model = require(call.tx, "model", fields.name)
    sent = {"source": fields.source, "run_id": fields.run_id, "comment": fields.description}
    kept = {key: value for key, value in sent.items() if value is not None}
    version = register_version(call, model, kept)
    return {"model_version": _as_mlflow(model, version)}


@SERVICE.post(f"{ROOT}/models/versions")
def create_in_catalog(call: Call) -> Json:
    """Register a version, as Unity Catalog's own API does."""
    fields = call.read(NewCatalogVersion)
    name = f"{fields.catalog_name}.{fields.schema_name}.{fields.model_name}"
    model = require(call.tx, "model", name)
    kept = {key: value for key, value in fields.as_sent().items() if key in _SENT}
    return answer(call, register_version(call, model, kept))


@SERVICE.post(f"{_MLFLOW}/finalize")
def finalize(call: Call) -> Json:
    """End the upload of a version; here it was ready at once."""
    name, number = str(call.body.get("name", "")), str(call.body.get("version", ""))
    model = require(call.tx, "model", name)
    return {"model_version": _as_mlflow(model, require_version(call, name, number))}


@SERVICE.get(f"{ROOT}/models/{{name}}/versions")
def find(call: Call) -> Json:
    """List the versions of a model."""
    model = require(call.tx, "model", call.path["name"])
    prefix = version_key(model["full_name"], "")
    found = [body for key, body in call.tx.items("model_version") if key.startswith(prefix)]
    return {"model_versions": [answer(call, one) for one in found]}


@SERVICE.get(f"{ROOT}/models/{{name}}/versions/{{version}}")
def get(call: Call) -> Json:
    """Answer one version."""
    return answer(call, _required(call))


@SERVICE.patch(f"{ROOT}/models/{{name}}/versions/{{version}}")
def update(call: Call) -> Json:
    """Change a version's comment."""
    version = _required(call)
    changed = touched(call, version, call.read(VersionChanges).as_sent())
    call.tx.put("model_version", version_key(call.path["name"], version["version"]), changed)
    return answer(call, changed)


@SERVICE.delete(f"{ROOT}/models/{{name}}/versions/{{version}}")
def delete(call: Call) -> Json:
    """Delete a version and the aliases that point to it."""
    version = _required(call)
    model = require(call.tx, "model", call.path["name"])
    kept = {k: v for k, v in model.get("_aliases", {}).items() if v != version["version"]}
    call.tx.put("model", model["full_name"], {**model, "_aliases": kept})
    call.tx.delete("model_version", version_key(model["full_name"], version["version"]))
    return {}


@SERVICE.put(f"{ROOT}/models/{{name}}/aliases/{{alias}}")
def set_alias(call: Call) -> Json:
    """Point an alias to a version."""
    model = require(call.tx, "model", call.path["name"])
    number = call.read(Alias).version_num
    require_version(call, model["full_name"], str(number))
    aliases = {**model.get("_aliases", {}), call.path["alias"]: number}
    call.tx.put("model", model["full_name"], {**model, "_aliases": aliases})
    return {"alias_name": call.path["alias"], "version_num": number}


@SERVICE.get(f"{ROOT}/models/{{name}}/aliases/{{alias}}")
def get_by_alias(call: Call) -> Json:
    """Answer the version that an alias points to."""
    model = require(call.tx, "model", call.path["name"])
    number = model.get("_aliases", {}).get(call.path["alias"])
    if number is None:
        raise missing(f"Alias '{call.path['alias']}' of '{model['full_name']}' does not exist.")
    return answer(call, require_version(call, model["full_name"], str(number)))


@SERVICE.delete(f"{ROOT}/models/{{name}}/aliases/{{alias}}")
def delete_alias(call: Call) -> Json:
    """Remove an alias."""
    model = require(call.tx, "model", call.path["name"])
    kept = {k: v for k, v in model.get("_aliases", {}).items() if k != call.path["alias"]}
    call.tx.put("model", model["full_name"], {**model, "_aliases": kept})
    return {}


def _required(call: Call) -> Document:
    model = require(call.tx, "model", call.path["name"])
    return require_version(call, model["full_name"], call.path["version"])


def _as_mlflow(model: Document, version: Document) -> Json:
    return {
        "name": model["full_name"],
        "version": str(version["version"]),
        "status": version["status"],
        "creation_timestamp": version["created_at"],
        "storage_location": version["storage_location"],
    }
