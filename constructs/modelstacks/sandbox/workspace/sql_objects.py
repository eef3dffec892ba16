"""What queries, alerts and dashboards share: a folder, a name in it, a change of named fields."""

from collections.abc import Iterable

from modelstacks.sandbox.store import Document
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import exists, invalid, missing
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.workspace_paths import canonical, find_object


def folder_of(call: Call, path: str | None) -> str:
    """Return the canonical folder of an object, the caller's own by default; refuse another's lack.

    The wording is Databricks': the provider makes the folder when it reads it.
    """
    place = path or f"/Users/{call.options.user_name}"
    found = find_object(call, place)
    if found is None or found["object_type"] != "DIRECTORY":
        raise missing(f"Path ({place}) doesn't exist.")
    return canonical(place)


def require_free_name(
    call: Call, kind: str, *, folder: str, name: str, but: str | None = None
) -> None:
    """Refuse a name that another object of the kind has in the folder."""
    for other in call.tx.all(kind):
        if other["_folder"] == folder and other["display_name"] == name and other["id"] != but:
            raise exists(f"Node named '{name}' already exists")


def changed(message: type[Message], old: Document, sent: Json, mask: str) -> Document:
    """Return `old` with the fields that `mask` names as in `sent`: what is missing is unset."""
    names = [name.strip() for name in mask.split(",") if name.strip()]
    if not names:
        raise invalid("Missing required field: update_mask")
    unknown = [name for name in names if name not in message.model_fields]
    if unknown:
        raise invalid(f"Invalid update mask: {', '.join(unknown)}")
    kept = {name: value for name, value in old.items() if name not in names}
    return {**kept, **{name: sent[name] for name in names if sent.get(name) is not None}}


def require_fields(document: Json, names: Iterable[str]) -> None:
    """Refuse an object without one of the fields."""
    for name in names:
        if not str(document.get(name) or "").strip():
            raise invalid(f"Missing required field: {name}")
