"""Unity Catalog: names, stamps, containment, and what goes when a container goes."""

import re
import time
from collections.abc import Callable

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Call, public
from modelstacks.sandbox.workspace.errors import ApiError, invalid
from modelstacks.sandbox.workspace.message import Json

ROOT = "/api/2.1/unity-catalog"
CHILD_KINDS = ("schema", "volume", "model", "model_version", "grants", "bindings")

_NAME = re.compile(r"[^\s./\x00-\x1f\x7f]{1,255}")


def checked_name(name: str) -> str:
    """Return a name as Unity Catalog keeps it, in lower case; refuse one it cannot have."""
    if not _NAME.fullmatch(name):
        raise invalid(
            f"{name!r} is not a valid name: no spaces, periods, slashes or control characters,"
            " at most 255 characters"
        )
    return name.lower()


def create_catalog(
    tx: Transaction, fields: Json, *, owner: str, now: int | None = None, is_system: bool = False
) -> Document:
    """Create a catalog with its `default` schema."""
    name = fields["name"]
    catalog = stamped(
        {**fields, "full_name": name, "catalog_type": "MANAGED_CATALOG"}, owner=owner, now=now
    )
    catalog.setdefault("isolation_mode", "OPEN")
    schema = stamped(
        {"name": "default", "catalog_name": name, "full_name": f"{name}.default"},
        owner=owner,
        now=now,
    )
    if is_system:
        catalog["_system"] = schema["_system"] = True
    tx.put("catalog", name, catalog)
    tx.put("schema", schema["full_name"], schema)
    return catalog


def stamped(fields: Json, *, owner: str, now: int | None = None) -> Document:
    """Return a new object's fields with its owner and times."""
    moment = int(time.time() * 1000) if now is None else now
    stamps = {
        "created_at": moment,
        "created_by": owner,
        "updated_at": moment,
        "updated_by": owner,
    }
    return {"owner": owner, **fields, **stamps}


def touched(call: Call, document: Document, changes: Json) -> Document:
    """Return an object after a change."""
    stamps = {"updated_at": call.now, "updated_by": call.options.user_name}
    return {**document, **changes, **stamps}


def answer(call: Call, document: Document) -> Json:
    """Return an object as Unity Catalog answers it."""
    return {**public(document), "metastore_id": call.options.metastore_id}


def require(tx: Transaction, kind: str, full_name: str) -> Document:
    """Return an object; refuse a name that does not exist."""
    found = tx.get(kind, full_name.lower())
    if found is None:
        label = "Registered model" if kind == "model" else kind.replace("_", " ").title()
        code = "RESOURCE_DOES_NOT_EXIST" if kind == "model" else f"{kind.upper()}_DOES_NOT_EXIST"
        raise ApiError(404, code, f"{label} '{full_name}' does not exist.")
    return found


def require_absent(tx: Transaction, kind: str, full_name: str) -> None:
    """Refuse a name that is taken."""
    if tx.get(kind, full_name) is not None:
        label = "Registered model" if kind == "model" else kind.replace("_", " ").title()
        code = "RESOURCE_ALREADY_EXISTS" if kind == "model" else f"{kind.upper()}_ALREADY_EXISTS"
        raise ApiError(400, code, f"{label} '{full_name}' already exists")


def contents(tx: Transaction, full_name: str) -> dict[str, list[str]]:
    """Return the names of what lies in a catalog or schema, by kind."""
    return {
        kind: [name for name, _ in tx.items(kind) if name.startswith(f"{full_name}.")]
        for kind in ("schema", "volume", "model")
    }


def refuse_contents(tx: Transaction, kind: str, full_name: str) -> None:
    """Refuse to delete a container that is not empty."""
    inside = contents(tx, full_name)
    if any(inside.values()):
        counts = ", ".join(f"{len(names)} {name}(s)" for name, names in inside.items() if names)
        raise ApiError(
            400,
            "INVALID_STATE",
            f"{kind.capitalize()} '{full_name}' is not empty. The {kind} has {counts}",
        )


def remove(tx: Transaction, kind: str, full_name: str) -> None:
    """Remove an object with everything in it and every grant on it."""
    tx.delete(kind, full_name)
    for child_kind in CHILD_KINDS:
        for key, _ in tx.items(child_kind):
            if _belongs(child_kind, key, kind, full_name):
                tx.delete(child_kind, key)


def remove_leaf(tx: Transaction, kind: str, name: str) -> None:
    """Remove an object that contains nothing, with every grant on it and every binding of it."""
    tx.delete(kind, name)
    tx.delete("grants", f"{kind}/{name}")
    tx.delete("bindings", f"{kind}/{name}")


def rename(tx: Transaction, kind: str, old: str, new: str, change: Callable[[Json], Json]) -> None:
    """Move an object to another name, with its grants; `change` rewrites its body."""
    document = require(tx, kind, old)
    require_absent(tx, kind, new)
    tx.delete(kind, old)
    tx.put(kind, new, change(document))
    grant_kind = "function" if kind == "model" else kind
    grants = tx.get("grants", f"{grant_kind}/{old}")
    if grants is not None:
        tx.delete("grants", f"{grant_kind}/{old}")
        tx.put("grants", f"{grant_kind}/{new}", grants)


def _belongs(child_kind: str, key: str, kind: str, full_name: str) -> bool:
    if child_kind == "grants":
        granted_kind, _, granted = key.partition("/")
        kind = "function" if kind == "model" else kind
        return granted.startswith(f"{full_name}.") or (granted_kind, granted) == (kind, full_name)
    if child_kind == "bindings":
        return key == f"{kind}/{full_name}"
    if child_kind == "model_version":
        model = key.rpartition("/")[0]
        return model.startswith(f"{full_name}.") or (kind == "model" and model == full_name)
    return key.startswith(f"{full_name}.")
