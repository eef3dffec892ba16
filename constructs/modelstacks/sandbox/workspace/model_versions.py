"""Versions of a registered model: numbers that are never given twice."""

from modelstacks.sandbox.store import Document
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import missing
from modelstacks.sandbox.workspace.ids import new_uuid
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.unity import stamped


def register_version(
    call: Call, model: Document, fields: Json, *, by_sandbox: bool = False
) -> Document:
    """Register the next version of a model."""
    full_name = model["full_name"]
    number = call.tx.next_number(f"model_version:{full_name}:{model['_born']}")
    version_id = new_uuid()
    version = {
        "model_name": model["name"],
        "schema_name": model["schema_name"],
        "catalog_name": model["catalog_name"],
        "version": number,
        "status": "READY",
        "id": version_id,
        "storage_location": f"{model['storage_location']}/versions/{version_id}",
        **fields,
    }
    stamps = stamped(version, owner=call.options.user_name, now=call.now)
    del stamps["owner"]
    if by_sandbox:
        stamps["_by_sandbox"] = True
    call.tx.put("model_version", version_key(full_name, number), stamps)
    return stamps


def version_key(full_name: str, version: int | str) -> str:
    """Return the key of a version."""
    return f"{full_name.lower()}/{version}"


def require_version(call: Call, full_name: str, version: str) -> Document:
    """Return a version; refuse one that is not registered."""
    found = call.tx.get("model_version", version_key(full_name, version))
    if found is None:
        raise missing(f"Model version '{full_name}' version {version} does not exist.")
    return found
