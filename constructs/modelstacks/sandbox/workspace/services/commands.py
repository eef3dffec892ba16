"""API 1.2: contexts and commands on a cluster. The provider makes mounts with them."""

from typing import Literal

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.cluster_state import polled
from modelstacks.sandbox.workspace.errors import ApiError, invalid
from modelstacks.sandbox.workspace.ids import new_hex
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.mounts import find_mounts
from modelstacks.sandbox.workspace.notebook import run_command
from modelstacks.sandbox.workspace.service import Service

SERVICE = Service("commands")
ROOT = "/api/1.2"
_CONTEXT, _COMMAND = "command_context", "command"


class NewContext(Message):
    """A context to make."""

    clusterId: str  # noqa: N815  API 1.2 spells it so
    language: Literal["python", "scala", "sql", "r"]


class OneContext(Message):
    """Names a context."""

    clusterId: str  # noqa: N815
    contextId: str  # noqa: N815


class NewCommand(OneContext):
    """A command to run."""

    language: Literal["python", "scala", "sql", "r"]
    command: str


@SERVICE.post(f"{ROOT}/contexts/create")
def create_context(call: Call) -> Json:
    """Make a context on a cluster that runs."""
    fields = call.read(NewContext)
    cluster = _running(call, fields.clusterId)
    if fields.language != "python":
        raise invalid(f"The sandbox runs Python only, not {fields.language}")
    _drop_older(call.tx, cluster)
    context_id = new_hex()
    context = {"cluster_id": cluster["cluster_id"], "start_time": cluster["start_time"]}
    call.tx.put(_CONTEXT, context_id, context)
    return {"id": context_id}


@SERVICE.get(f"{ROOT}/contexts/status")
def context_status(call: Call) -> Json:
    """Answer how a context is."""
    context_id = call.asked("contextId")
    _require_context(call, call.asked("clusterId"), context_id)
    return {"id": context_id, "status": "Running"}


@SERVICE.post(f"{ROOT}/contexts/destroy")
def destroy_context(call: Call) -> Json:
    """Remove a context with its commands."""
    fields = call.read(OneContext)
    _require_context(call, fields.clusterId, fields.contextId)
    _drop(call.tx, fields.contextId)
    return {"id": fields.contextId}


@SERVICE.post(f"{ROOT}/commands/execute")
def execute(call: Call) -> Json:
    """Run a command; it has finished when this answers."""
    fields = call.read(NewCommand)
    cluster = _require_context(call, fields.clusterId, fields.contextId)
    if fields.language != "python":
        raise invalid(f"The context is for python, not {fields.language}")
    command_id = new_hex()
    results = run_command(call, cluster, fields.command)
    call.tx.put(_COMMAND, command_id, {"context_id": fields.contextId, "results": results})
    return {"id": command_id}


@SERVICE.get(f"{ROOT}/commands/status")
def command_status(call: Call) -> Json:
    """Answer what a command came to."""
    _require_context(call, call.asked("clusterId"), call.asked("contextId"))
    command_id = call.asked("commandId")
    command = call.tx.get(_COMMAND, command_id)
    if command is None or command["context_id"] != call.query["contextId"]:
        raise ApiError(404, "RESOURCE_DOES_NOT_EXIST", f"CommandNotFoundException: {command_id}")
    return {"id": command_id, "status": "Finished", "results": command["results"]}


@SERVICE.lists("mounts")
def _list(tx: Transaction) -> list[Json]:
    return [
        {
            "name": mount["mount_point"],
            "source": mount["source"],
            "encryption": mount["encryption_type"] or None,
            "made_on": mount["cluster"],
        }
        for mount in find_mounts(tx)
    ]


def _running(call: Call, cluster_id: str) -> Document:
    if call.tx.get("cluster", cluster_id) is None:
        raise invalid(f"ClusterNotFoundException: Cluster not found: {cluster_id}")
    cluster = polled(call, cluster_id)
    if cluster["state"] != "RUNNING":
        raise ApiError(
            400,
            "INVALID_STATE",
            f"ClusterNotReadyException: Cluster {cluster_id} is {cluster['state']}",
        )
    return cluster


def _require_context(call: Call, cluster_id: str, context_id: str) -> Document:
    """Return the cluster of a context; one that was stopped since has lost it."""
    cluster = _running(call, cluster_id)
    context = call.tx.get(_CONTEXT, context_id)
    if context is None or not _is_of(context, cluster):
        raise ApiError(404, "RESOURCE_DOES_NOT_EXIST", f"ContextNotFoundException: {context_id}")
    return cluster


def _is_of(context: Document, cluster: Document) -> bool:
    run = (context["cluster_id"], context["start_time"])
    return run == (cluster["cluster_id"], cluster["start_time"])


def _drop_older(tx: Transaction, cluster: Document) -> None:
    """Forget what an earlier run of a cluster left, and what a cluster that is gone did."""
    for context_id, context in tx.items(_CONTEXT):
        is_gone = tx.get("cluster", context["cluster_id"]) is None
        is_own = context["cluster_id"] == cluster["cluster_id"]
        if is_gone or (is_own and not _is_of(context, cluster)):
            _drop(tx, context_id)


def _drop(tx: Transaction, context_id: str) -> None:
    tx.delete(_CONTEXT, context_id)
    for command_id, command in tx.items(_COMMAND):
        if command["context_id"] == context_id:
            tx.delete(_COMMAND, command_id)
