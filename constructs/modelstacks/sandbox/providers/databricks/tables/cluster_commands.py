"""Commands on a cluster, by API 1.2: a context, a program, its exit value."""

import re
from typing import Any

from modelstacks.sandbox.providers.databricks.waiting import wait_for
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call

Json = dict[str, Any]

CLUSTERS = "/api/2.0/clusters"
_API = "/api/1.2"
_LIVE = frozenset({"RUNNING", "RESIZING"})
_DEAD = frozenset({"TERMINATED", "ERROR", "UNKNOWN"})
_TAG = re.compile(r"<[^>]*>")
_AFTER_EXCEPTION = re.compile(r".*Exception:\s+(.*)")
_MINUTES = 20.0


class CommandError(ProviderError):
    """The program ended with an exception; the text is its message."""


def get_cluster(call: Call, cluster_id: str) -> Json:
    """Return a cluster; raises `GoneError` if there is none."""
    found: Json = call.client.get(f"{CLUSTERS}/get", cluster_id=cluster_id)
    return found


def is_live(cluster: Json) -> bool:
    """Tell whether a cluster can run a command."""
    return cluster.get("state") in _LIVE


def started(call: Call, cluster_id: str) -> None:
    """Start a cluster if need be, and wait until it runs."""
    state = get_cluster(call, cluster_id).get("state")
    if state == "TERMINATING":
        wait_for(call, "default", _MINUTES, lambda: _reached(call, cluster_id, "TERMINATED"))
    if state in ("TERMINATED", "TERMINATING"):
        call.client.post(f"{CLUSTERS}/start", {"cluster_id": cluster_id})
    running(call, cluster_id)


def running(call: Call, cluster_id: str) -> None:
    """Wait until a cluster runs."""

    def ask() -> bool | None:
        cluster = get_cluster(call, cluster_id)
        if cluster.get("state") in _DEAD:
            reason = cluster.get("state_message") or "no reason given"
            raise ProviderError(
                f"the cluster {cluster_id} does not start: {cluster['state']}, {reason}"
            )
        return is_live(cluster) or None

    wait_for(call, "default", _MINUTES, ask)


def _reached(call: Call, cluster_id: str, state: str) -> bool | None:
    return get_cluster(call, cluster_id).get("state") == state or None


def execute(call: Call, cluster_id: str, source: str) -> str:
    """Run Python on a cluster that runs; return its exit value."""
    at = {"clusterId": cluster_id}
    made = call.client.post(f"{_API}/contexts/create", {**at, "language": "python"})
    at["contextId"] = made["id"]

    def is_ready() -> bool | None:
        status = call.client.get(f"{_API}/contexts/status", **at).get("status")
        if status == "Error":
            raise ProviderError(f"the cluster {cluster_id} gives no context for a command")
        return status == "Running" or None

    wait_for(call, "default", _MINUTES, is_ready)
    body = {**at, "language": "python", "command": source}
    command_id = call.client.post(f"{_API}/commands/execute", body)["id"]

    def finished() -> Json | None:
        answer: Json = call.client.get(f"{_API}/commands/status", commandId=command_id, **at)
        if answer.get("status") in ("Cancelling", "Cancelled", "Error"):
            raise ProviderError(f"the command cannot finish: {answer['status']}")
        return answer if answer.get("status") == "Finished" else None

    results = wait_for(call, "default", _MINUTES, finished).get("results") or {}
    call.client.post(f"{_API}/contexts/destroy", at)
    if results.get("resultType") == "error":
        raise CommandError(_message(str(results.get("summary", ""))))
    return str(results.get("data") or "")


def _message(summary: str) -> str:
    plain = _TAG.sub("", summary)
    found = _AFTER_EXCEPTION.search(plain)
    return found[1].rstrip() if found else plain
