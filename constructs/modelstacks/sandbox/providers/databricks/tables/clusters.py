"""Clusters: created and waited for, resized in place where that is enough, edited otherwise."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from modelstacks.sandbox.providers.databricks.bodies import stored, to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.rest import ApiError
from modelstacks.sandbox.providers.databricks.tables import cluster_specs
from modelstacks.sandbox.providers.databricks.tables.cluster_libraries import (
    difference,
    installed,
    library_blocks,
    settled,
    statuses,
    wanted_libraries,
)
from modelstacks.sandbox.providers.databricks.waiting import wait_for
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError, StoppedError
from modelstacks.sandbox.providers.plugin.table import Call, GoneError, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

Json = dict[str, Any]

_CLUSTERS = "/api/2.1/clusters"
_OWN = ("library", "is_pinned", "no_wait", "timeouts")
_SIZE = ("num_workers", "autoscale")
_NOT_SENT = frozenset(
    {*_OWN, "id", "cluster_id", "default_tags", "state", "url", "idempotency_token",
     "cluster_mount_info", "provider_config"}
)  # fmt: skip
_NOT_ANSWERED = (
    *_OWN, "url", "idempotency_token", "apply_policy_default_values", "cluster_mount_info",
)  # fmt: skip
_LIVE = frozenset({"RUNNING", "RESIZING"})
_DEAD = frozenset({"TERMINATED", "ERROR"})
_CLIENTS = (("workload_type", "clients", "jobs"), ("workload_type", "clients", "notebooks"))
_MINUTES = 30.0


def _spec(call: Call) -> Json:
    only = (name for name in call.block.names() if name not in _NOT_SENT)
    spec = to_api(call.block, call.values, only=only, always=_CLIENTS)
    return cluster_specs.sized(cluster_specs.on_pool(spec))


def _libraries(call: Call) -> list[Json]:
    return wanted_libraries(call.block.blocks["library"].block, call.values.get("library"))


def _get(call: Call) -> Json:
    found: Json = call.client.get(f"{_CLUSTERS}/get", cluster_id=call.id)
    return found


def _running(call: Call, action: str) -> Json:
    def ask() -> Json | None:
        cluster = _get(call)
        state = cluster.get("state")
        if state in _DEAD:
            reason = cluster.get("state_message") or "no reason given"
            raise ProviderError(f"failed to reach RUNNING, got {state}: {reason}")
        return cluster if state == "RUNNING" else None

    return wait_for(call, action, _MINUTES, ask)


def create(call: Call) -> None:
    """Create; pin; install; wait until it runs. One that fails to start is removed again."""
    call.id = call.client.post(f"{_CLUSTERS}/create", _spec(call))["cluster_id"]
    if call.values.get("is_pinned"):
        call.client.post(f"{_CLUSTERS}/pin", {"cluster_id": call.id})
    wanted = _libraries(call)
    if wanted:
        body = {"cluster_id": call.id, "libraries": wanted}
        call.client.post("/api/2.0/libraries/install", body)
    if call.values.get("no_wait"):
        return
    try:
        _running(call, "create")
    except StoppedError:
        raise
    except ProviderError:
        delete(call)
        call.id = None
        raise
    if wanted:
        installed(call, str(call.id), wanted, action="create")


def read(call: Call) -> Object | None:
    """Read the cluster, whether it is pinned, and its libraries if any are configured."""
    cluster = _get(call)
    values = stored(call, cluster, skip=_NOT_ANSWERED)
    query = {"filter_by.is_pinned": "true", "page_size": 100}
    pinned = call.client.get(f"{_CLUSTERS}/list", **query).get("clusters") or []
    values["is_pinned"] = any(item.get("cluster_id") == call.id for item in pinned)
    values["cluster_id"] = call.id
    values["url"] = f"{call.client.rest.url}/#setting/clusters/{call.id}/configuration"
    if call.values.get("library"):
        live = cluster.get("state") in _LIVE
        found = settled(call, str(call.id), running=live, action="read")
        block = call.block.blocks["library"].block
        values["library"] = library_blocks(block, [item["library"] for item in found])
    return values


def update(call: Call) -> None:
    """Resize a running cluster if only its size changed; else edit it. Then pins and libraries."""
    cluster = _get(call)
    if call.changed_besides(*_OWN):
        _change(call, cluster)
    if call.changed("is_pinned"):
        action = "pin" if call.values.get("is_pinned") else "unpin"
        call.client.post(f"{_CLUSTERS}/{action}", {"cluster_id": call.id})
    if call.values.get("library") or call.prior.get("library"):
        _change_libraries(call)


def _change(call: Call, cluster: Json) -> None:
    spec = cluster_specs.followed_pool(call, _spec(call))
    if cluster.get("state") == "RUNNING" and not call.changed_besides(*_OWN, *_SIZE):
        size = {name: spec[name] for name in _SIZE if name in spec}
        if "autoscale" in size:
            size.pop("num_workers", None)
        call.client.post(f"{_CLUSTERS}/resize", {"cluster_id": call.id, **size})
        return

    def edit() -> bool | None:
        try:
            call.client.post(f"{_CLUSTERS}/edit", {**spec, "cluster_id": call.id})
        except ApiError as error:
            # Only a running or a terminated cluster can be edited: one that is resizing soon can.
            if error.code == "INVALID_STATE":
                return None
            raise
        return True

    wait_for(replace(call, values={}), "update", 15, edit)


def _change_libraries(call: Call) -> None:
    wanted = _libraries(call)
    present = [item["library"] for item in statuses(call, str(call.id))]
    install, uninstall = difference(wanted, present)
    cluster = _get(call)
    if not install and not uninstall:
        return
    if cluster.get("state") not in _LIVE:
        call.client.post(f"{_CLUSTERS}/start", {"cluster_id": call.id})
        _running(call, "update")
    for action, libraries in (("uninstall", uninstall), ("install", install)):
        if libraries:
            body = {"cluster_id": call.id, "libraries": libraries}
            call.client.post(f"/api/2.0/libraries/{action}", body)
    installed(call, str(call.id), install, action="update")
    if cluster.get("state") == "TERMINATED":
        call.client.post(f"{_CLUSTERS}/delete", {"cluster_id": call.id})


def delete(call: Call) -> None:
    """Remove for good; a pinned cluster is unpinned first."""
    body = {"cluster_id": call.id}
    try:
        call.client.post(f"{_CLUSTERS}/permanent-delete", body)
    except ApiError as error:
        if isinstance(error, GoneError) or "unpin the cluster first" not in error.message:
            raise
        call.client.post(f"{_CLUSTERS}/unpin", body)
        with suppress(GoneError):
            call.client.post(f"{_CLUSTERS}/permanent-delete", body)


TABLES = (
    ResourceTable(
        type_name="databricks_cluster",
        create=create,
        read=read,
        update=update,
        delete=delete,
        behaviour=behaviour(
            "databricks_cluster",
            suppressions={
                "data_security_mode": cluster_specs.security_mode,
                "spark_conf": cluster_specs.legacy_spark_conf,
                "is_pinned": lambda change: not change.old and not change.new,
                "no_wait": lambda change: not change.old and not change.new,
            },
        ),
    ),
)
