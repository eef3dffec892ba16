"""Libraries on a cluster: their form in the API, and waiting until they are installed."""

import json
from typing import Any

from modelstacks.sandbox.providers.databricks.bodies import from_api, to_api
from modelstacks.sandbox.providers.databricks.waiting import wait_for
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.schema import Block
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import Object

Json = dict[str, Any]

_UNDER_WAY = frozenset({"PENDING", "RESOLVING", "INSTALLING", "RESTORED"})
_LEAVING = "UNINSTALL_ON_RESTART"


def wanted_libraries(block: Block, blocks: list[Object] | None) -> list[Json]:
    """Return the libraries that `library` blocks name, in the API's form."""
    return [_packed(to_api(block, item)) for item in blocks or []]


def library_blocks(block: Block, libraries: list[Json]) -> list[Object]:
    """Return `library` blocks for libraries in the API's form."""
    return [from_api(block, item) for item in libraries]


def _packed(library: Json) -> Json:
    # Blocks without an item limit (the framework's) may stand once all the same.
    return {
        name: value[0]
        if isinstance(value, list) and value and isinstance(value[0], dict)
        else value
        for name, value in library.items()
    }


def statuses(call: Call, cluster_id: str) -> list[Json]:
    """Return the status of every library on the cluster that is not about to leave."""
    answer = call.client.get("/api/2.0/libraries/cluster-status", cluster_id=cluster_id)
    return [
        status
        for status in answer.get("library_statuses") or []
        if status.get("status") != _LEAVING
    ]


def settled(call: Call, cluster_id: str, *, running: bool, action: str) -> list[Json]:
    """Wait until no library is being installed; return the statuses."""

    def ask() -> list[Json] | None:
        found = statuses(call, cluster_id)
        waiting = running and any(item.get("status") in _UNDER_WAY for item in found)
        return None if waiting else found

    return wait_for(call, action, 30, ask)


def installed(call: Call, cluster_id: str, wanted: list[Json], *, action: str) -> None:
    """Wait until the wanted libraries are installed; raise if one of them failed."""
    names = {_name(library) for library in wanted}
    failed = [
        f"{_name(item['library'])}: {'; '.join(item.get('messages') or ['no reason given'])}"
        for item in settled(call, cluster_id, running=True, action=action)
        if item.get("status") == "FAILED" and _name(item["library"]) in names
    ]
    if failed:
        raise ProviderError(f"failed to install {', '.join(failed)}")


def difference(wanted: list[Json], present: list[Json]) -> tuple[list[Json], list[Json]]:
    """Return what to install and what to uninstall."""
    names = {_name(library) for library in present}
    kept = {_name(library) for library in wanted}
    install = [library for library in wanted if _name(library) not in names]
    return install, [library for library in present if _name(library) not in kept]


def _name(library: Json) -> str:
    return json.dumps(library, sort_keys=True)
