"""Workspace API: folders, notebooks and files."""

import base64
import binascii
from typing import Literal

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Call, public
from modelstacks.sandbox.workspace.errors import ApiError, exists, invalid, missing
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.service import PermissionKind, Service
from modelstacks.sandbox.workspace.workspace_paths import (
    KIND,
    canonical,
    find_object,
    inside,
    make_folders,
    new_object,
    parent_of,
    require_object,
)

SERVICE = Service("workspace_files")
ROOT = "/api/2.0/workspace"
_MAX_BYTES = 10 * 1024 * 1024
_NOTEBOOK_HEADER = b"Databricks notebook source"
_SUFFIXES = {"py": "PYTHON", "sql": "SQL", "scala": "SCALA", "r": "R"}


class OnePath(Message):
    """Names an object."""

    path: str


class Removal(OnePath):
    """Names an object to delete."""

    recursive: bool = False


class Import(OnePath):
    """An object and its content, in base64."""

    content: str = ""
    format: Literal["SOURCE", "HTML", "JUPYTER", "DBC", "R_MARKDOWN", "AUTO", "RAW"] = "SOURCE"
    language: Literal["PYTHON", "SQL", "SCALA", "R"] | None = None
    overwrite: bool = False


@SERVICE.post(f"{ROOT}/mkdirs")
def mkdirs(call: Call) -> Json:
    """Create a folder and those above it."""
    make_folders(call, call.read(OnePath).path)
    return {}


@SERVICE.get(f"{ROOT}/get-status")
def status(call: Call) -> Json:
    """Answer what lies at a path."""
    path = call.asked("path")
    return _answer(require_object(call, path), path)


@SERVICE.get(f"{ROOT}/list")
def find(call: Call) -> Json:
    """List a folder."""
    path = call.asked("path")
    found = require_object(call, path)
    if found["object_type"] != "DIRECTORY":
        return {"objects": [_answer(found, path)]}
    place = canonical(path)
    children = [body for key, body in inside(call.tx, place) if parent_of(key) == place]
    spelling = path.rstrip("/")
    return {
        "objects": [
            _answer(child, f"{spelling}/{child['path'].rpartition('/')[2]}") for child in children
        ]
    }


@SERVICE.post(f"{ROOT}/import")
def import_object(call: Call) -> Json:
    """Write a notebook or a file into a folder that exists."""
    fields = call.read(Import)
    place = canonical(fields.path)
    try:
        content = base64.b64decode(fields.content, validate=True)
    except binascii.Error:
        raise invalid("The content must be base64") from None
    if len(content) > _MAX_BYTES:
        raise ApiError(
            400, "MAX_NOTEBOOK_SIZE_EXCEEDED", "File size imported is over 10485760 bytes"
        )
    folder = find_object(call, parent_of(place))
    if folder is None or folder["object_type"] != "DIRECTORY":
        raise missing(f"The parent folder ({parent_of(place)}) does not exist.")
    kind, language = _kind_of(fields, content)
    before = find_object(call, place)
    if before is not None and (not fields.overwrite or before["object_type"] != kind):
        raise exists(f"Path ({fields.path}) already exists.")
    written = {**(before or new_object(call, place, kind)), "modified_at": call.now}
    written["_content"] = fields.content
    if kind == "FILE":
        written["size"] = len(content)
    else:
        written["language"] = language
    call.tx.put(KIND, place, written)
    return {"object_id": written["object_id"]}


@SERVICE.get(f"{ROOT}/export")
def export(call: Call) -> Json:
    """Answer the content of a notebook or file."""
    path = call.asked("path")
    found = require_object(call, path)
    if "_content" not in found:
        raise invalid(f"Path ({path}) is a directory, which the sandbox does not export")
    return {"content": found["_content"], "file_type": _file_type(found)}


@SERVICE.post(f"{ROOT}/delete")
def delete(call: Call) -> Json:
    """Delete an object; a folder with contents only recursively."""
    fields = call.read(Removal)
    found = require_object(call, fields.path)
    if found.get("_system"):
        raise ApiError(403, "PERMISSION_DENIED", f"Path ({fields.path}) cannot be deleted")
    below = inside(call.tx, found["path"])
    if below and not fields.recursive:
        raise ApiError(400, "DIRECTORY_NOT_EMPTY", f"Folder ({fields.path}) is not empty")
    for key, body in [*below, (found["path"], found)]:
        call.tx.delete(KIND, key)
        for folder in ("directories", "notebooks", "files"):
            call.tx.delete("permissions", f"{folder}/{body['object_id']}")
    return {}


@SERVICE.lists("workspace_objects")
def _list(tx: Transaction) -> list[Json]:
    return [
        {
            "path": path,
            "type": body["object_type"],
            "system": body.get("_system", False),
        }
        for path, body in tx.items(KIND)
    ]


def _answer(found: Document, path: str) -> Json:
    # The spelling of the request: the provider compares paths as text.
    return {**public(found), "path": path, "resource_id": str(found["object_id"])}


def _kind_of(fields: Import, content: bytes) -> tuple[str, str | None]:
    suffix = fields.path.rpartition(".")[2].lower() if "." in fields.path else ""
    if fields.format == "RAW":
        return "FILE", None
    if fields.format == "AUTO":
        is_notebook = suffix == "ipynb" or (
            suffix in _SUFFIXES and _NOTEBOOK_HEADER in content[:100]
        )
        return ("NOTEBOOK", _SUFFIXES.get(suffix, "PYTHON")) if is_notebook else ("FILE", None)
    if fields.format == "SOURCE" and fields.language is None:
        raise invalid("The language must be specified for the format SOURCE")
    return "NOTEBOOK", fields.language or "PYTHON"


def _file_type(found: Document) -> str:
    if found["object_type"] == "FILE":
        return found["path"].rpartition(".")[2] if "." in found["path"] else ""
    return next((s for s, name in _SUFFIXES.items() if name == found.get("language")), "py")


def _register(path: str, object_type: str, stored: str) -> None:
    def lookup(tx: Transaction, key: str) -> Document | None:
        objects = tx.all(KIND)
        return next(
            (o for o in objects if str(o["object_id"]) == key and o["object_type"] == stored), None
        )

    SERVICE.permission_kinds.append(
        PermissionKind(
            path=path,
            object_type=object_type,
            levels=("CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"),
            find=lookup,
            creator_level=None,
        )
    )


_register("directories", "directory", "DIRECTORY")
_register("notebooks", "notebook", "NOTEBOOK")
_register("files", "file", "FILE")
