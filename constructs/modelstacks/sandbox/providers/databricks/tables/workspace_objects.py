"""Directories, files and notebooks of the workspace."""

import hashlib
from base64 import b64decode, b64encode
from pathlib import Path, PurePosixPath
from typing import Any

from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.rest import MissingError
from modelstacks.sandbox.providers.plugin.behaviour import Change
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Object

Json = dict[str, Any]

_WORKSPACE = "/api/2.0/workspace"
_LANGUAGES = {
    ".scala": ("SCALA", "SOURCE"),
    ".py": ("PYTHON", "SOURCE"),
    ".sql": ("SQL", "SOURCE"),
    ".r": ("R", "SOURCE"),
    ".ipynb": ("", "JUPYTER"),
    ".dbc": ("", "DBC"),
}
_COPIED = ("object_id", "object_type", "language")


def closing_slash(change: Change) -> bool:
    """Suppress a slash at the end of the configured path."""
    return bool(change.new == f"{change.old}/")


def _status(call: Call) -> Json:
    found: Json = call.client.get(f"{_WORKSPACE}/get-status", path=call.id)
    return found


def _values(call: Call, status: Json) -> Object:
    values: Object = {
        "path": status.get("path"),
        "url": f"{call.client.rest.url}/#workspace{call.id}",
        "workspace_path": f"/Workspace{call.id}",
        **{name: status.get(name) for name in _COPIED},
    }
    return {name: value for name, value in values.items() if name in call.block.attributes}


def create_directory(call: Call) -> None:
    """Create."""
    call.client.post(f"{_WORKSPACE}/mkdirs", {"path": call.values["path"]})
    call.id = call.values["path"]


def read_directory(call: Call) -> Object | None:
    """Read."""
    status = _status(call)
    if status.get("object_type") != "DIRECTORY":
        kind = status.get("object_type")
        raise ProviderError(f"different object type, {kind}, on this path other than a directory")
    return _values(call, status)


def update_directory(call: Call) -> None:
    """Change nothing: only how it is deleted can change."""
    _status(call)


def delete_directory(call: Call) -> None:
    """Delete, with what is in it if asked so."""
    body: Json = {"path": call.id}
    if call.values.get("delete_recursive"):
        body["recursive"] = True
    call.client.post(f"{_WORKSPACE}/delete", body)


def _content(values: Object) -> bytes:
    given = values.get("content_base64")
    if given:
        return b64decode(given)
    source = values.get("source")
    if not source:
        return b""
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise ProviderError(f"cannot read {source}: {error.strerror}", path=("source",)) from error


def plan_content(call: Call) -> None:
    """Plan the checksum of the content, so that a changed file is a change."""
    if UNKNOWN in (call.values.get("content_base64"), call.values.get("source")):
        call.values["md5"] = UNKNOWN
        return
    digest = hashlib.md5(_content(call.values), usedforsecurity=False).hexdigest()
    call.values["md5"] = digest


def _import(call: Call, body: Json) -> Json:
    """Import, creating the parent folder if it is missing."""
    try:
        answer: Json = call.client.post(f"{_WORKSPACE}/import", body)
    except MissingError as error:
        if "parent folder" not in error.message.lower():
            raise
        parent = str(PurePosixPath(body["path"]).parent)
        call.client.post(f"{_WORKSPACE}/mkdirs", {"path": parent})
        answer = call.client.post(f"{_WORKSPACE}/import", body)
    return answer


def _file(call: Call, path: str) -> Json:
    content = b64encode(_content(call.values)).decode()
    return {"content": content, "format": "RAW", "overwrite": True, "path": path}


def create_file(call: Call) -> None:
    """Import."""
    _import(call, _file(call, call.values["path"]))
    call.id = call.values["path"]


def read_object(call: Call) -> Object | None:
    """Read."""
    return _values(call, _status(call))


def update_file(call: Call) -> None:
    """Import over it."""
    call.client.post(f"{_WORKSPACE}/import", _file(call, str(call.id)))


def delete_object(call: Call) -> None:
    """Delete."""
    call.client.post(f"{_WORKSPACE}/delete", {"path": call.id})


def plan_notebook(call: Call) -> None:
    """Plan checksum, language and format; they follow from each other and the file's name."""
    plan_content(call)
    if call.values.get("source") is UNKNOWN or call.config.get("language") is UNKNOWN:
        return
    language, format_ = _kind(call.values)
    for name, value in (("language", language), ("format", format_)):
        if call.values.get(name) is UNKNOWN and call.config.get(name) is None and value:
            call.values[name] = value


def _kind(values: Object) -> tuple[str, str]:
    language, format_ = values.get("language"), values.get("format")
    known_language = language if isinstance(language, str) else ""
    known_format = format_ if isinstance(format_, str) else ""
    suffix = PurePosixPath(values.get("source") or "").suffix.lower()
    if known_language:
        return known_language, known_format or "SOURCE"
    by_suffix = _LANGUAGES.get(suffix, ("", "SOURCE"))
    return by_suffix[0], known_format or by_suffix[1]


def _notebook(call: Call, path: str) -> Json:
    language, format_ = _kind(call.values)
    body: Json = {"content": b64encode(_content(call.values)).decode(), "path": path}
    if language:
        body["language"] = language
    body["format"] = format_
    if format_ != "DBC":
        body["overwrite"] = True
    return body


def create_notebook(call: Call) -> None:
    """Import."""
    body = _notebook(call, call.values["path"])
    answer = _import(call, body)
    call.id = call.values["path"]
    _note(call, body, answer)


def _note(call: Call, body: Json, answer: Json) -> None:
    """Fill in what is known without a read, which source notebooks do without."""
    status = {"path": call.id, "object_type": "NOTEBOOK", "object_id": answer.get("object_id")}
    call.values.update(_values(call, {**status, "language": body.get("language")}))
    call.values["format"] = body["format"]


def read_notebook(call: Call) -> Object | None:
    """Read; the format is only known from before."""
    values = _values(call, _status(call))
    values["format"] = call.values.get("format") or _kind(call.values)[1]
    return values


def update_notebook(call: Call) -> None:
    """Import over it; an archive cannot be imported over, so it is deleted first."""
    body = _notebook(call, str(call.id))
    if body["format"] == "DBC":
        call.client.post(f"{_WORKSPACE}/delete", {"path": call.id, "recursive": True})
    _note(call, body, call.client.post(f"{_WORKSPACE}/import", body))


TABLES = (
    ResourceTable(
        type_name="databricks_directory",
        create=create_directory,
        read=read_directory,
        update=update_directory,
        delete=delete_directory,
        behaviour=behaviour("databricks_directory", suppressions={"path": closing_slash}),
    ),
    ResourceTable(
        type_name="databricks_workspace_file",
        create=create_file,
        read=read_object,
        update=update_file,
        delete=delete_object,
        customize=plan_content,
        behaviour=behaviour("databricks_workspace_file"),
    ),
    ResourceTable(
        type_name="databricks_notebook",
        create=create_notebook,
        read=read_notebook,
        update=update_notebook,
        delete=delete_object,
        customize=plan_notebook,
        reads_after_write=lambda call: call.values.get("format") != "SOURCE",
        behaviour=behaviour("databricks_notebook"),
    ),
)
