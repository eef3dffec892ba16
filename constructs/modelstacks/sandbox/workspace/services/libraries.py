"""Libraries of clusters."""

from modelstacks.sandbox.store import Document
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.cluster_state import polled, require_cluster
from modelstacks.sandbox.workspace.library_message import Library, check_library
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.service import Service

SERVICE = Service("libraries")
ROOT = "/api/2.0/libraries"


class ClusterLibraries(Message):
    """Libraries and the cluster they are for."""

    cluster_id: str
    libraries: list[Library]


@SERVICE.post(f"{ROOT}/install")
def install(call: Call) -> Json:
    """Ask for libraries; they are installed as soon as the cluster runs."""
    fields = call.read(ClusterLibraries)
    require_cluster(call, fields.cluster_id)
    wanted = _wanted(call, fields.cluster_id)
    for library in fields.libraries:
        check_library(library)
        if library.as_sent() not in wanted:
            wanted.append(library.as_sent())
    call.tx.put("libraries", fields.cluster_id, {"wanted": wanted})
    return {}


@SERVICE.post(f"{ROOT}/uninstall")
def uninstall(call: Call) -> Json:
    """Ask for the removal of libraries; they are gone at once."""
    fields = call.read(ClusterLibraries)
    require_cluster(call, fields.cluster_id)
    gone = [library.as_sent() for library in fields.libraries]
    rest = [one for one in _wanted(call, fields.cluster_id) if one not in gone]
    call.tx.put("libraries", fields.cluster_id, {"wanted": rest})
    return {}


@SERVICE.get(f"{ROOT}/cluster-status")
def status(call: Call) -> Json:
    """Answer the libraries of one cluster."""
    return _status(call, polled(call, call.asked("cluster_id")))


@SERVICE.get(f"{ROOT}/all-cluster-statuses")
def all_statuses(call: Call) -> Json:
    """Answer the libraries of every cluster."""
    return {"statuses": [_status(call, cluster) for cluster in call.tx.all("cluster")]}


def _wanted(call: Call, cluster_id: str) -> list[Json]:
    found: list[Json] = (call.tx.get("libraries", cluster_id) or {}).get("wanted", [])
    return found


def _status(call: Call, cluster: Document) -> Json:
    cluster_id = cluster["cluster_id"]
    state = "INSTALLED" if cluster["state"] == "RUNNING" else "PENDING"
    return {
        "cluster_id": cluster_id,
        "library_statuses": [
            {"library": one, "status": state, "is_library_for_all_clusters": False}
            for one in _wanted(call, cluster_id)
        ],
    }
