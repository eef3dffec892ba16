"""A cluster's life: it takes polls to start, and a fault may end it."""

from modelstacks.sandbox.store import Document
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import missing_cluster

NO_CAPACITY = {
    "code": "AWS_INSUFFICIENT_INSTANCE_CAPACITY_FAILURE",
    "type": "CLOUD_FAILURE",
    "parameters": {
        "aws_api_error_code": "InsufficientInstanceCapacity",
        "aws_error_message": "No capacity for the requested instance type (injected fault)",
    },
}


def require_cluster(call: Call, cluster_id: str) -> Document:
    """Return a cluster as it is; refuse an id that does not exist."""
    cluster = call.tx.get("cluster", cluster_id)
    if cluster is None:
        raise missing_cluster(cluster_id)
    return cluster


def polled(call: Call, cluster_id: str) -> Document:
    """Return a cluster, one poll further on; refuse an id that does not exist."""
    cluster = require_cluster(call, cluster_id)
    if cluster["state"] in ("PENDING", "RESTARTING"):
        waits = cluster["polls"] > 0
        polls = cluster["polls"] - 1
        cluster = {**cluster, "polls": polls} if waits else _settled(call, cluster)
        save(call, cluster)
    return cluster


def launched(call: Call, cluster: Document) -> Document:
    """Return a cluster on its way up; whether it gets there is decided now."""
    name = cluster["spec"].get("cluster_name", "")
    starting = {
        **cluster,
        "state": "RESTARTING" if cluster.get("state") == "RUNNING" else "PENDING",
        "state_message": "Starting Spark",
        "polls": call.options.polls,
        "start_time": call.now,
        "doomed": call.faults.strikes("cluster-no-capacity", name),
    }
    for field in ("termination_reason", "terminated_time"):
        starting.pop(field, None)
    return _settled(call, starting) if call.options.polls == 0 else starting


def terminated(call: Call, cluster: Document, reason: Document) -> Document:
    """Return a cluster that has been stopped."""
    return {
        **cluster,
        "state": "TERMINATED",
        "state_message": "",
        "polls": 0,
        "termination_reason": reason,
        "terminated_time": call.now,
    }


def save(call: Call, cluster: Document) -> None:
    """Write a cluster."""
    call.tx.put("cluster", cluster["cluster_id"], cluster)


def _settled(call: Call, cluster: Document) -> Document:
    if cluster.get("doomed"):
        gone = terminated(call, cluster, NO_CAPACITY)
        return {**gone, "doomed": False, "state_message": "Not enough capacity in the cloud"}
    return {**cluster, "state": "RUNNING", "state_message": ""}
