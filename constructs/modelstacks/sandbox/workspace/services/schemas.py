"""Unity Catalog: schemas."""

from typing import Literal

from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import invalid
from modelstacks.sandbox.workspace.ids import new_uuid
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.principals import require_account_principal
from modelstacks.sandbox.workspace.privileges import SCHEMA
from modelstacks.sandbox.workspace.service import Securable, Service
from modelstacks.sandbox.workspace.unity import (
    ROOT,
    answer,
    checked_name,
    contents,
    refuse_contents,
    remove,
    rename,
    require,
    require_absent,
    stamped,
    touched,
)

SERVICE = Service("schemas")


class SchemaFields(Message):
    """What a schema can be given after it was made."""

    comment: str | None = None
    owner: str | None = None
    properties: dict[str, str] | None = None
    enable_predictive_optimization: Literal["ENABLE", "DISABLE", "INHERIT"] | None = None


class NewSchema(SchemaFields):
    """What a schema is made from."""

    name: str
    catalog_name: str
    storage_root: str | None = None


class SchemaChanges(SchemaFields):
    """What changes, a new name perhaps."""

    new_name: str | None = None


@SERVICE.post(f"{ROOT}/schemas")
def create(call: Call) -> Json:
    """Create a schema in a catalog that exists."""
    fields = call.read(NewSchema)
    catalog = require(call.tx, "catalog", fields.catalog_name)["name"]
    name = checked_name(fields.name)
    full_name = f"{catalog}.{name}"
    require_absent(call.tx, "schema", full_name)
    sent = {**fields.as_sent(), "name": name, "catalog_name": catalog, "full_name": full_name}
    schema = stamped(sent, owner=call.options.user_name, now=call.now)
    schema["schema_id"] = new_uuid()
    call.tx.put("schema", full_name, schema)
    return answer(call, schema)


@SERVICE.get(f"{ROOT}/schemas")
def find(call: Call) -> Json:
    """List the schemas of a catalog."""
    catalog = require(call.tx, "catalog", call.asked("catalog_name"))["name"]
    found = [one for one in call.tx.all("schema") if one["catalog_name"] == catalog]
    return {"schemas": [answer(call, one) for one in found]}


@SERVICE.get(f"{ROOT}/schemas/{{name}}")
def get(call: Call) -> Json:
    """Answer one schema."""
    return answer(call, require(call.tx, "schema", call.path["name"]))


@SERVICE.patch(f"{ROOT}/schemas/{{name}}")
def update(call: Call) -> Json:
    """Change a schema; only an empty one can get another name here."""
    schema = require(call.tx, "schema", call.path["name"])
    fields = call.read(SchemaChanges)
    if fields.owner:
        require_account_principal(call.tx, fields.owner)
    changes = fields.as_sent()
    new_name = checked_name(changes.pop("new_name", schema["name"]))
    full_name = f"{schema['catalog_name']}.{new_name}"
    changed = touched(call, schema, {**changes, "name": new_name, "full_name": full_name})
    if new_name == schema["name"]:
        call.tx.put("schema", full_name, changed)
        return answer(call, changed)
    if any(contents(call.tx, schema["full_name"]).values()):
        raise invalid("The sandbox renames only empty schemas")
    rename(call.tx, "schema", schema["full_name"], full_name, lambda _: changed)
    return answer(call, changed)


@SERVICE.delete(f"{ROOT}/schemas/{{name}}")
def delete(call: Call) -> Json:
    """Delete a schema; with contents only by force."""
    schema = require(call.tx, "schema", call.path["name"])
    if not call.flag("force"):
        refuse_contents(call.tx, "schema", schema["full_name"])
    remove(call.tx, "schema", schema["full_name"])
    return {}


SERVICE.securables.append(
    Securable(
        kind="schema",
        privileges=SCHEMA,
        find=lambda tx, name: tx.get("schema", name),
        parent=lambda name: ("catalog", name.rpartition(".")[0]),
    )
)
