"""Unity Catalog: registered models."""

from modelstacks.sandbox.store import Document
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.ids import new_uuid
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.model_versions import register_version
from modelstacks.sandbox.workspace.principals import require_account_principal
from modelstacks.sandbox.workspace.privileges import MODEL
from modelstacks.sandbox.workspace.service import Securable, Service
from modelstacks.sandbox.workspace.system_models import (
    is_of_the_system,
    require_system_model,
    system_model_answer,
    system_models,
)
from modelstacks.sandbox.workspace.unity import (
    ROOT,
    answer,
    checked_name,
    remove,
    require,
    require_absent,
    stamped,
    touched,
)

SERVICE = Service("registered_models")


class NewModel(Message):
    """What a registered model is made from."""

    name: str
    catalog_name: str
    schema_name: str
    comment: str | None = None
    storage_location: str | None = None


class ModelChanges(Message):
    """What a registered model can be given; the provider sends read-only fields along."""

    comment: str | None = None
    owner: str | None = None


@SERVICE.post(f"{ROOT}/models")
def create(call: Call) -> Json:
    """Create a registered model. With `model_versions: auto` it gets version 1 at once."""
    fields = call.read(NewModel)
    schema = require(call.tx, "schema", f"{fields.catalog_name}.{fields.schema_name}")
    name = checked_name(fields.name)
    full_name = f"{schema['full_name']}.{name}"
    require_absent(call.tx, "model", full_name)
    born = new_uuid()
    model = {
        **fields.as_sent(),
        "name": name,
        "catalog_name": schema["catalog_name"],
        "schema_name": schema["name"],
        "full_name": full_name,
    }
    model.setdefault("storage_location", f"s3://sandbox-metastore/models/{born}")
    model = {**stamped(model, owner=call.options.user_name, now=call.now), "_born": born}
    call.tx.put("model", full_name, model)
    if call.options.model_versions == "auto":
        note = {"comment": "registered by the sandbox in place of a training pipeline"}
        register_version(call, model, note, by_sandbox=True)
    return answer(call, model)


@SERVICE.get(f"{ROOT}/models")
def find(call: Call) -> Json:
    """List registered models, of one schema perhaps; those of Databricks only for their schema."""
    if (call.query.get("catalog_name"), call.query.get("schema_name")) == ("system", "ai"):
        return {"registered_models": [system_model_answer(name) for name in system_models()]}
    found = [
        body
        for _, body in call.tx.items("model")
        if call.query.get("catalog_name", body["catalog_name"]) == body["catalog_name"]
        and call.query.get("schema_name", body["schema_name"]) == body["schema_name"]
    ]
    return {"registered_models": [answer(call, one) for one in found]}


@SERVICE.get(f"{ROOT}/models/{{name}}")
def get(call: Call) -> Json:
    """Answer one registered model; its aliases only when asked for."""
    if is_of_the_system(call.path["name"]):
        require_system_model(call.path["name"])
        return system_model_answer(call.path["name"].lower())
    model = require(call.tx, "model", call.path["name"])
    body = answer(call, model)
    if call.flag("include_aliases"):
        body["aliases"] = aliases_of(model)
    return body


@SERVICE.patch(f"{ROOT}/models/{{name}}")
def update(call: Call) -> Json:
    """Change a registered model."""
    model = require(call.tx, "model", call.path["name"])
    changes = call.read(ModelChanges)
    if changes.owner:
        require_account_principal(call.tx, changes.owner)
    changed = touched(call, model, changes.as_sent())
    call.tx.put("model", model["full_name"], changed)
    return answer(call, changed)


@SERVICE.delete(f"{ROOT}/models/{{name}}")
def delete(call: Call) -> Json:
    """Delete a registered model with all its versions, as Databricks does."""
    model = require(call.tx, "model", call.path["name"])
    remove(call.tx, "model", model["full_name"])
    return {}


def aliases_of(model: Document) -> list[Json]:
    """Return the aliases of a model."""
    aliases: dict[str, int] = model.get("_aliases", {})
    return [
        {"alias_name": alias, "version_num": version} for alias, version in sorted(aliases.items())
    ]


SERVICE.securables.append(
    Securable(
        # Registered models are functions to the grants service; that is how the provider asks.
        kind="function",
        privileges=MODEL,
        find=lambda tx, name: tx.get("model", name),
        parent=lambda name: ("schema", name.rpartition(".")[0]),
    )
)
