"""Paths of the workspace tree: one object may be spelt with or without `/Workspace`."""

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import exists, invalid, missing
from modelstacks.sandbox.workspace.ids import new_object_id

KIND = "workspace_object"
_ALWAYS = ("/", "/Shared", "/Users", "/Repos")


def canonical(path: str) -> str:
    """Return the one spelling under which an object is kept."""
    if not path.startswith("/"):
        raise invalid(f"Path ({path}) doesn't start with '/'")
    parts = [part for part in path.split("/") if part]
    if any(part in (".", "..") for part in parts):
        raise invalid(f"Path ({path}) must not contain '.' or '..'")
    if parts and parts[0] == "Workspace":
        parts = parts[1:]
    return "/" + "/".join(parts)


def parent_of(path: str) -> str:
    """Return the folder of a canonical path."""
    return path.rpartition("/")[0] or "/"


def find_object(call: Call, path: str) -> Document | None:
    """Return what lies at a path; the folders that every workspace has are always there."""
    place = canonical(path)
    found = call.tx.get(KIND, place)
    if found is None and place in (*_ALWAYS, f"/Users/{call.options.user_name}"):
        found = _folder(call, place)
        found["_system"] = True
        call.tx.put(KIND, place, found)
    return found


def require_object(call: Call, path: str) -> Document:
    """Return what lies at a path; refuse a path at which nothing lies."""
    found = find_object(call, path)
    if found is None:
        raise missing(f"Path ({path}) doesn't exist.")
    return found


def make_folders(call: Call, path: str) -> None:
    """Create a folder and those above it; refuse to put one where something else lies."""
    place = canonical(path)
    found = find_object(call, place)
    if found is not None:
        if found["object_type"] != "DIRECTORY":
            raise exists(f"Path ({path}) already exists and is not a directory.")
        return
    make_folders(call, parent_of(place))
    call.tx.put(KIND, place, _folder(call, place))


def inside(tx: Transaction, path: str) -> list[tuple[str, Document]]:
    """Return everything below a canonical path, at any depth."""
    prefix = path.rstrip("/") + "/"
    return [(key, body) for key, body in tx.items(KIND) if key.startswith(prefix) and key != path]


def new_object(call: Call, place: str, object_type: str) -> Document:
    """Return an object with its id and times."""
    return {
        "object_type": object_type,
        "path": place,
        "object_id": new_object_id(call.tx),
        "created_at": call.now,
        "modified_at": call.now,
    }


def _folder(call: Call, place: str) -> Document:
    return new_object(call, place, "DIRECTORY")
