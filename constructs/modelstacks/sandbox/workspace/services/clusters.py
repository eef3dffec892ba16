"""Clusters API 2.0 and 2.1."""

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Answer, Call
from modelstacks.sandbox.workspace.cluster_answer import cluster_answer
from modelstacks.sandbox.workspace.cluster_message import Autoscale, ClusterMessage
from modelstacks.sandbox.workspace.cluster_rules import check_cluster
from modelstacks.sandbox.workspace.cluster_state import (
    launched,
    polled,
    require_cluster,
    save,
    terminated,
)
from modelstacks.sandbox.workspace.errors import invalid, invalid_state
from modelstacks.sandbox.workspace.ids import new_cluster_id
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.policies import under_policy
from modelstacks.sandbox.workspace.security_rules import check_security
from modelstacks.sandbox.workspace.service import PermissionKind, Service

SERVICE = Service("clusters")


class OneCluster(Message):
    """Names a cluster."""

    cluster_id: str


class Resize(OneCluster):
    """Gives a running cluster another size."""

    num_workers: int | None = None
    autoscale: Autoscale | None = None


class Edit(ClusterMessage):
    """Describes a cluster anew."""

    cluster_id: str


def _paths(verb: str) -> tuple[str, str]:
    return f"/api/2.1/clusters/{verb}", f"/api/2.0/clusters/{verb}"


@SERVICE.post(*_paths("create"))
def create(call: Call) -> Json:
    """Create a cluster and start it."""
    spec = _checked(call, call.read(ClusterMessage))
    token = spec.get("idempotency_token")
    for known in call.tx.all("cluster"):
        if token and known["spec"].get("idempotency_token") == token:
            return {"cluster_id": known["cluster_id"]}
    cluster = {
        "cluster_id": new_cluster_id(call.tx),
        "spec": spec,
        "creator_user_name": call.options.user_name,
        "spark_context_id": call.now * 1000,
        "pinned": False,
    }
    save(call, launched(call, cluster))
    return {"cluster_id": cluster["cluster_id"]}


@SERVICE.get(*_paths("get"))
def get(call: Call) -> Json:
    """Answer one cluster. It is never an invalid state: the provider takes that for removed."""
    return cluster_answer(polled(call, call.asked("cluster_id")), call.options)


@SERVICE.get(*_paths("list"))
def find(call: Call) -> Json:
    """List clusters, the pinned ones only if asked so."""
    wanted = call.query.get("filter_by.is_pinned", "")
    found = [
        cluster
        for cluster in call.tx.all("cluster")
        if not wanted or cluster["pinned"] == (wanted.lower() == "true")
    ]
    return {"clusters": [cluster_answer(cluster, call.options) for cluster in found]}


@SERVICE.post(*_paths("edit"))
def edit(call: Call) -> Json | Answer:
    """Describe a cluster anew; a running one restarts."""
    fields = call.read(Edit)
    cluster = polled(call, fields.cluster_id)
    if cluster["state"] not in ("RUNNING", "TERMINATED"):
        return _wrong_state(cluster)
    spec = _checked(call, fields)
    del spec["cluster_id"]
    changed = {**cluster, "spec": spec}
    save(call, launched(call, changed) if cluster["state"] == "RUNNING" else changed)
    return {}


@SERVICE.post(*_paths("resize"))
def resize(call: Call) -> Json | Answer:
    """Give a running cluster another size; nothing restarts."""
    fields = call.read(Resize)
    cluster = polled(call, fields.cluster_id)
    if cluster["state"] != "RUNNING":
        return _wrong_state(cluster)
    size = fields.as_sent()
    del size["cluster_id"]
    if not size:
        raise invalid("One of num_workers and autoscale must be specified")
    rest = {k: v for k, v in cluster["spec"].items() if k not in ("num_workers", "autoscale")}
    spec = under_policy(call, {**rest, **size}, cluster_type="all-purpose")
    check_cluster(call.tx, call.facts, call.options.cloud, spec)
    save(call, {**cluster, "spec": spec})
    return {}


@SERVICE.post(*_paths("start"))
def start(call: Call) -> Json:
    """Start a terminated cluster; in any other state nothing happens."""
    cluster = require_cluster(call, call.read(OneCluster).cluster_id)
    if cluster["state"] == "TERMINATED":
        check_security(call.tx, call.facts, cluster["spec"])
        save(call, launched(call, cluster))
    return {}


@SERVICE.post(*_paths("restart"))
def restart(call: Call) -> Json:
    """Restart a running cluster; in any other state nothing happens."""
    cluster = require_cluster(call, call.read(OneCluster).cluster_id)
    if cluster["state"] == "RUNNING":
        check_security(call.tx, call.facts, cluster["spec"])
        save(call, launched(call, cluster))
    return {}


@SERVICE.post(*_paths("delete"))
def terminate(call: Call) -> Json:
    """Stop a cluster; its description stays."""
    cluster = require_cluster(call, call.read(OneCluster).cluster_id)
    if cluster["state"] != "TERMINATED":
        reason = {
            "code": "USER_REQUEST",
            "type": "SUCCESS",
            "parameters": {"username": call.options.user_name},
        }
        save(call, terminated(call, cluster, reason))
    return {}


@SERVICE.post(*_paths("permanent-delete"))
def remove(call: Call) -> Json:
    """Remove a cluster for good; a pinned one is refused."""
    cluster = require_cluster(call, call.read(OneCluster).cluster_id)
    if cluster["pinned"]:
        raise invalid(
            f"Cluster {cluster['cluster_id']} is pinned; unpin the cluster first to delete it"
        )
    key = cluster["cluster_id"]
    call.tx.delete("cluster", key)
    call.tx.delete("libraries", key)
    call.tx.delete("permissions", f"clusters/{key}")
    return {}


@SERVICE.post(*_paths("pin"))
def pin(call: Call) -> Json:
    """Keep a cluster in the list after it has terminated."""
    cluster = require_cluster(call, call.read(OneCluster).cluster_id)
    save(call, {**cluster, "pinned": True})
    return {}


@SERVICE.post(*_paths("unpin"))
def unpin(call: Call) -> Json:
    """Undo a pin."""
    cluster = require_cluster(call, call.read(OneCluster).cluster_id)
    save(call, {**cluster, "pinned": False})
    return {}


@SERVICE.lists("clusters")
def _list(tx: Transaction) -> list[Json]:
    return [
        {
            "id": cluster["cluster_id"],
            "name": cluster["spec"].get("cluster_name", ""),
            "state": cluster["state"],
            "node_type": cluster["spec"].get("node_type_id"),
            "driver_node_type": cluster["spec"].get("driver_node_type_id"),
            "pool": cluster["spec"].get("instance_pool_id"),
            "workers": _workers(cluster["spec"]),
            "runtime": cluster["spec"]["spark_version"],
            "pinned": cluster["pinned"],
            "libraries": len((tx.get("libraries", cluster["cluster_id"]) or {}).get("wanted", [])),
        }
        for cluster in tx.all("cluster")
    ]


def _checked(call: Call, fields: ClusterMessage) -> Json:
    spec = under_policy(call, fields.as_sent(), cluster_type="all-purpose")
    check_cluster(call.tx, call.facts, call.options.cloud, spec)
    return spec


def _wrong_state(cluster: Document) -> Answer:
    """Refuse, not by raising: that would undo that this look at the cluster counts as a poll."""
    problem = f"Cluster {cluster['cluster_id']} is in unexpected state {cluster['state']}."
    return Answer.refusing(invalid_state(problem))


def _workers(spec: Json) -> str:
    bounds = spec.get("autoscale")
    if bounds:
        return f"{bounds['min_workers']}-{bounds['max_workers']}"
    return str(spec.get("num_workers", 0))


SERVICE.permission_kinds.append(
    PermissionKind(
        path="clusters",
        object_type="cluster",
        levels=("CAN_ATTACH_TO", "CAN_RESTART", "CAN_MANAGE"),
        find=lambda tx, key: tx.get("cluster", key),
    )
)
