"""Unity Catalog: volumes."""

from typing import Literal

from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.cloud_url import parse_url
from modelstacks.sandbox.workspace.errors import invalid
from modelstacks.sandbox.workspace.external_locations import (
    METASTORE_ROOT,
    refuse_volume_overlap,
    require_location,
)
from modelstacks.sandbox.workspace.ids import new_uuid
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.principals import require_account_principal
from modelstacks.sandbox.workspace.privileges import VOLUME
from modelstacks.sandbox.workspace.service import Securable, Service
from modelstacks.sandbox.workspace.unity import (
    ROOT,
    answer,
    checked_name,
    remove,
    rename,
    require,
    require_absent,
    stamped,
    touched,
)

SERVICE = Service("volumes")


class NewVolume(Message):
    """What a volume is made from."""

    name: str
    catalog_name: str
    schema_name: str
    volume_type: Literal["MANAGED", "EXTERNAL"]
    storage_location: str | None = None
    comment: str | None = None


class VolumeChanges(Message):
    """What a volume can be given after it was made."""

    comment: str | None = None
    owner: str | None = None
    new_name: str | None = None


@SERVICE.post(f"{ROOT}/volumes")
def create(call: Call) -> Json:
    """Create a volume in a schema that exists.

    A managed one is given its place; that of an external one lies in an external location.
    """
    fields = call.read(NewVolume)
    if (fields.volume_type == "EXTERNAL") != bool(fields.storage_location):
        raise invalid("storage_location is required for EXTERNAL volumes, and only for them")
    schema = require(call.tx, "schema", f"{fields.catalog_name}.{fields.schema_name}")
    name = checked_name(fields.name)
    full_name = f"{schema['full_name']}.{name}"
    require_absent(call.tx, "volume", full_name)
    if fields.storage_location:
        place = parse_url(fields.storage_location)
        require_location(call.tx, place)
        refuse_volume_overlap(call.tx, place)
    volume_id = new_uuid()
    volume = {
        **fields.as_sent(),
        "name": name,
        "catalog_name": schema["catalog_name"],
        "schema_name": schema["name"],
        "full_name": full_name,
        "volume_id": volume_id,
    }
    volume.setdefault("storage_location", f"{METASTORE_ROOT}/volumes/{volume_id}")
    volume = stamped(volume, owner=call.options.user_name, now=call.now)
    call.tx.put("volume", full_name, volume)
    return answer(call, volume)


@SERVICE.get(f"{ROOT}/volumes")
def find(call: Call) -> Json:
    """List the volumes of a schema."""
    name = f"{call.asked('catalog_name')}.{call.asked('schema_name')}"
    prefix = require(call.tx, "schema", name)["full_name"] + "."
    found = [body for key, body in call.tx.items("volume") if key.startswith(prefix)]
    return {"volumes": [answer(call, one) for one in found]}


@SERVICE.get(f"{ROOT}/volumes/{{name}}")
def get(call: Call) -> Json:
    """Answer one volume."""
    return answer(call, require(call.tx, "volume", call.path["name"]))


@SERVICE.patch(f"{ROOT}/volumes/{{name}}")
def update(call: Call) -> Json:
    """Change a volume, its name perhaps."""
    volume = require(call.tx, "volume", call.path["name"])
    fields = call.read(VolumeChanges)
    if fields.owner:
        require_account_principal(call.tx, fields.owner)
    changes = fields.as_sent()
    name = checked_name(changes.pop("new_name", volume["name"]))
    full_name = f"{volume['catalog_name']}.{volume['schema_name']}.{name}"
    changed = touched(call, volume, {**changes, "name": name, "full_name": full_name})
    if full_name == volume["full_name"]:
        call.tx.put("volume", full_name, changed)
    else:
        rename(call.tx, "volume", volume["full_name"], full_name, lambda _: changed)
    return answer(call, changed)


@SERVICE.delete(f"{ROOT}/volumes/{{name}}")
def delete(call: Call) -> Json:
    """Delete a volume."""
    volume = require(call.tx, "volume", call.path["name"])
    remove(call.tx, "volume", volume["full_name"])
    return {}


SERVICE.securables.append(
    Securable(
        kind="volume",
        privileges=VOLUME,
        find=lambda tx, name: tx.get("volume", name),
        parent=lambda name: ("schema", name.rpartition(".")[0]),
    )
)
