"""Clusters that mounts are made on: the one that is named, or one that is made and stays.

A cluster is named for what it gives access to, so that it is found again. Nothing removes it: it
only stops after ten idle minutes.
"""

import hashlib
import threading
from contextlib import suppress
from dataclasses import replace
from typing import Any

from modelstacks.sandbox.providers.databricks.tables.cluster_commands import (
    CLUSTERS,
    get_cluster,
    is_live,
    running,
    started,
)
from modelstacks.sandbox.providers.databricks.tables.lookups import node_type, spark_version
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError, StoppedError
from modelstacks.sandbox.providers.plugin.table import Call, GoneError

Json = dict[str, Any]

_NAME = "terraform-mount"
_IDLE_MINUTES = 10
_ARN_SECTIONS = 6
_MAKING = threading.Lock()
"""Two mounts at once must not make two clusters."""


def cluster_for_mount(call: Call) -> str:
    """Return the id of a running cluster that can make the mount of `call.values`.

    What the official provider demands of the cluster is demanded here. A cluster that is made for
    a bucket goes into `call.values` as its `cluster_id`.
    """
    source = str(call.values.get("uri") or "")
    s3, gs = _block(call, "s3"), _block(call, "gs")
    if s3 is not None or source.startswith(("s3://", "s3a://")):
        _for_s3(call, (s3 or {}).get("instance_profile"))
    elif gs is not None or source.startswith("gs://"):
        _for_gs(call, (gs or {}).get("service_account"))
    cluster_id = call.values.get("cluster_id")
    if cluster_id:
        with suppress(GoneError):
            if not is_live(get_cluster(call, cluster_id)):
                started(call, cluster_id)
            return str(cluster_id)
    return _made(call, _NAME, {})


def _block(call: Call, name: str) -> Json | None:
    blocks = call.values.get(name)
    return blocks[0] if blocks else None


def _for_s3(call: Call, profile: str | None) -> None:
    cluster_id = call.values.get("cluster_id")
    if not cluster_id and not profile:
        raise ProviderError(
            "either cluster_id or instance_profile must be specified to mount S3 bucket"
        )
    cluster = _found(call, cluster_id)
    if cluster is not None:
        if not (cluster.get("aws_attributes") or {}).get("instance_profile_arn"):
            raise ProviderError(f"cluster {cluster_id} must have EC2 instance profile attached")
        return
    if not profile:
        raise ProviderError("instance profile is required to re-create mounting cluster")
    sections = profile.split(":", _ARN_SECTIONS - 1)
    if len(sections) != _ARN_SECTIONS:
        raise ProviderError(f"mount via profile: invalid arn: {profile}")
    attributes = {"availability": "SPOT", "zone_id": "auto", "instance_profile_arn": profile}
    name = f"{_NAME}-{'-'.join(sections[-1].split('/')[1:])}"
    call.values["cluster_id"] = _made(call, name, {"aws_attributes": attributes})


def _for_gs(call: Call, account: str | None) -> None:
    cluster_id = call.values.get("cluster_id")
    if not cluster_id and not account:
        raise ProviderError(
            "either cluster_id or service_account must be specified to mount GCS bucket"
        )
    cluster = _found(call, cluster_id)
    if cluster is not None:
        if not (cluster.get("gcp_attributes") or {}).get("google_service_account"):
            raise ProviderError(f"cluster {cluster_id} must have GCP service account attached")
        return
    digest = hashlib.md5((account or "").encode(), usedforsecurity=False).hexdigest()
    attributes = {"google_service_account": account or ""}
    name = f"{_NAME}-gcs-{digest}"
    call.values["cluster_id"] = _made(call, name, {"gcp_attributes": attributes})


def _found(call: Call, cluster_id: str | None) -> Json | None:
    with suppress(GoneError):
        return get_cluster(call, cluster_id) if cluster_id else None
    return None


def _made(call: Call, name: str, attributes: Json) -> str:
    """Return the cluster of that name, running; make it if there is none."""
    with _MAKING:
        for cluster in call.client.get(f"{CLUSTERS}/list").get("clusters") or []:
            if cluster.get("cluster_name") == name:
                if not is_live(cluster):
                    started(call, cluster["cluster_id"])
                return str(cluster["cluster_id"])
        body = {**_smallest(call, name), **attributes}
        cluster_id = str(call.client.post(f"{CLUSTERS}/create", body)["cluster_id"])
        try:
            running(call, cluster_id)
        except StoppedError:
            raise
        except ProviderError:
            call.client.post(f"{CLUSTERS}/permanent-delete", {"cluster_id": cluster_id})
            raise
        return cluster_id


def _smallest(call: Call, name: str) -> Json:
    runtime = spark_version(replace(call, values={"long_term_support": True}))
    return {
        "cluster_name": name,
        "spark_version": runtime["id"],
        "node_type_id": node_type(replace(call, values={"local_disk": True}))["id"],
        "num_workers": 0,
        "autotermination_minutes": _IDLE_MINUTES,
        "spark_conf": {
            "spark.databricks.cluster.profile": "singleNode",
            "spark.master": "local[*]",
            "spark.scheduler.mode": "FIFO",
        },
        "custom_tags": {"ResourceClass": "SingleNode"},
    }
