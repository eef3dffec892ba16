"""One library on a running cluster, as a resource of its own (framework kind: strict values)."""

from typing import Any

from modelstacks.sandbox.providers.databricks.bodies import to_api
from modelstacks.sandbox.providers.databricks.rest import ApiError
from modelstacks.sandbox.providers.databricks.tables.cluster_libraries import (
    installed,
    settled,
    statuses,
    wanted_libraries,
)
from modelstacks.sandbox.providers.databricks.waiting import wait_for
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, GoneError, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

Json = dict[str, Any]

_CLUSTERS = "/api/2.1/clusters"
_NOT_LIBRARY = ("id", "cluster_id", "provider_config")
_LIVE = frozenset({"RUNNING", "RESIZING"})


def _library(call: Call) -> Json:
    values = {name: value for name, value in call.values.items() if name not in _NOT_LIBRARY}
    return wanted_libraries(call.block, [values])[0]


def _name(call: Call) -> str:
    """Return the id: kind and content, as the official provider writes it."""
    library = _library(call)
    kind = next(iter(library))
    content = library[kind]
    if not isinstance(content, dict):
        return f"{kind}:{content}"
    main = content.get("package") or content.get("coordinates")
    extras = content.get("repo") or ""
    exclusions = ",".join(content.get("exclusions") or [])
    return f"{kind}:{main}{extras}{exclusions}"


def _started(call: Call) -> None:
    def ask() -> bool | None:
        cluster_id = call.values["cluster_id"]
        state = call.client.get(f"{_CLUSTERS}/get", cluster_id=cluster_id).get("state")
        if state in ("TERMINATED", "ERROR"):
            call.client.post(f"{_CLUSTERS}/start", {"cluster_id": cluster_id})
        return True if state in _LIVE else None

    wait_for(call, "create", 30, ask)


def create(call: Call) -> None:
    """Start the cluster if need be, install, wait."""
    if len(to_api(call.block, {**call.values, "id": None, "cluster_id": None})) != 1:
        raise ProviderError("exactly one library must be given: pypi, maven, whl, jar, …")
    cluster_id, library = call.values["cluster_id"], _library(call)
    _started(call)
    body = {"cluster_id": cluster_id, "libraries": [library]}
    call.client.post("/api/2.0/libraries/install", body)
    call.id = _name(call)
    installed(call, cluster_id, [library], action="create")


def read(call: Call) -> Object | None:
    """Tell whether the library is on the cluster."""
    library = _library(call)
    try:
        found = settled(call, call.values["cluster_id"], running=True, action="read")
    except GoneError:
        return None
    except ApiError as error:
        if error.code == "INVALID_PARAMETER_VALUE":
            return None
        raise
    return {} if any(item.get("library") == library for item in found) else None


def delete(call: Call) -> None:
    """Uninstall."""
    cluster_id, library = call.values["cluster_id"], _library(call)
    try:
        _started(call)
        found = statuses(call, cluster_id)
    except GoneError:
        return
    if any(item.get("library") == library for item in found):
        body = {"cluster_id": cluster_id, "libraries": [library]}
        call.client.post("/api/2.0/libraries/uninstall", body)


TABLES = (ResourceTable(type_name="databricks_library", create=create, read=read, delete=delete),)
