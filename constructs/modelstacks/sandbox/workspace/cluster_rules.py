"""What Databricks refuses about a cluster, before a machine is asked for.

A rule is a function that raises; `check_cluster` calls all of them. They see the cluster after its
policy has been applied.
"""

from typing import Any

from modelstacks.catalog import NodeType
from modelstacks.errors import nearest
from modelstacks.sandbox.store import Transaction
from modelstacks.sandbox.workspace.cluster_message import CLOUD_ATTRIBUTES
from modelstacks.sandbox.workspace.errors import invalid
from modelstacks.sandbox.workspace.facts import Facts, is_graviton, is_retired
from modelstacks.sandbox.workspace.instance_profiles import require_registered
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.principals import find_principal
from modelstacks.sandbox.workspace.security_rules import check_security

_MIN_IDLE, _MAX_IDLE = 10, 10_000
_MAX_BID = 10_000
_MAX_EBS = 10


def check_cluster(
    tx: Transaction, facts: Facts, cloud: str, spec: Json, *, is_job: bool = False
) -> None:
    """Refuse a cluster that Databricks would refuse; the first problem is told."""
    _check_runtime(facts, spec)
    _check_pools(tx, spec)
    _check_node_types(facts, spec)
    _check_gpu(facts, spec)
    _check_size(spec)
    _check_cloud(cloud, spec)
    if cloud == "aws":
        _check_aws(spec.get("aws_attributes", {}))
        require_registered(tx, spec.get("aws_attributes", {}))
        _check_ebs(facts, spec)
    _check_first_on_demand(spec)
    if not is_job:
        _check_idle(spec)
    _check_user(tx, spec)
    check_security(tx, facts, spec)


def single_node(spec: Json) -> bool:
    """Tell whether a cluster is set up as a single node."""
    if spec.get("is_single_node") and spec.get("kind"):
        return True
    conf: dict[str, str] = spec.get("spark_conf", {})
    tags: dict[str, str] = spec.get("custom_tags", {})
    return (
        conf.get("spark.databricks.cluster.profile") == "singleNode"
        and conf.get("spark.master", "").startswith("local[")
        and tags.get("ResourceClass") == "SingleNode"
    )


def _check_runtime(facts: Facts, spec: Json) -> None:
    key = spec.get("spark_version")
    if not key:
        raise invalid("Missing required field: spark_version")
    if key not in facts.runtimes:
        raise invalid(f"Invalid spark version {key}.{_hint(key, facts.runtimes)}")


def _check_pools(tx: Transaction, spec: Json) -> None:
    for field in ("instance_pool_id", "driver_instance_pool_id"):
        pool_id = spec.get(field)
        if pool_id and tx.get("instance_pool", pool_id) is None:
            raise invalid(f"Can't find an instance pool with id: {pool_id}.")
    if spec.get("driver_instance_pool_id") and not spec.get("instance_pool_id"):
        raise invalid(
            "driver_instance_pool_id needs instance_pool_id: the workers must be pooled too"
        )
    if spec.get("instance_pool_id"):
        for field in ("node_type_id", "driver_node_type_id"):
            if spec.get(field):
                raise invalid(f"The field '{field}' cannot be supplied when an instance pool ID is")


def _check_node_types(facts: Facts, spec: Json) -> None:
    if spec.get("instance_pool_id"):
        return
    if not spec.get("node_type_id"):
        raise invalid("Missing required field: node_type_id or instance_pool_id")
    for name in _node_types(spec):
        require_node_type(facts, name)
    worker, driver = spec["node_type_id"], spec.get("driver_node_type_id")
    if driver and is_graviton(driver) != is_graviton(worker):
        raise invalid(
            f"The driver node type {driver} and the worker node type {worker} have different"
            " processor architectures"
        )


def require_node_type(facts: Facts, name: str) -> NodeType:
    """Return a node type that can be launched; refuse any other."""
    if is_retired(name):
        raise invalid(f"Node type {name} (V100) is deprecated and can no longer be launched")
    node = facts.nodes.get(name)
    if node is None:
        raise invalid(f"Node type {name} is not supported.{_hint(name, facts.nodes)}")
    return node


def _check_gpu(facts: Facts, spec: Json) -> None:
    runtime = facts.runtimes[spec["spark_version"]]
    has_gpu_image = runtime.gpu or bool(spec.get("kind") and spec.get("use_ml_runtime"))
    gpu_nodes = [name for name in _node_types(spec) if facts.nodes[name].gpus]
    if gpu_nodes and not has_gpu_image:
        raise invalid(
            f"The node type {gpu_nodes[0]} is not compatible with the runtime {runtime.key}:"
            " GPU nodes need a GPU ML runtime"
        )
    if spec.get("runtime_engine") == "PHOTON" and (gpu_nodes or runtime.gpu):
        raise invalid("Photon is not supported with GPU node types and GPU ML runtimes")


def _check_size(spec: Json) -> None:
    autoscale, workers = spec.get("autoscale"), spec.get("num_workers")
    if autoscale is not None and workers is not None:
        raise invalid("Only one of num_workers and autoscale can be specified")
    if autoscale is not None:
        low, high = autoscale.get("min_workers"), autoscale.get("max_workers")
        if low is None or high is None:
            raise invalid("autoscale needs min_workers and max_workers")
        if low < 0 or high < 1 or low > high:
            raise invalid(f"Invalid autoscale: min_workers {low}, max_workers {high}")
    elif workers is not None and workers < 0:
        raise invalid(f"num_workers must not be negative, got {workers}")
    elif not workers and not single_node(spec):
        raise invalid(
            "num_workers is 0, which only a single-node cluster may have: spark_conf"
            " spark.databricks.cluster.profile=singleNode and spark.master=local[*],"
            " custom_tags ResourceClass=SingleNode"
        )
    if single_node(spec) and (workers or autoscale):
        raise invalid("A single-node cluster has no workers")


def _check_cloud(cloud: str, spec: Json) -> None:
    for other, field in CLOUD_ATTRIBUTES.items():
        if other != cloud and spec.get(field):
            raise invalid(f"{field} cannot be specified: the workspace is on {cloud}")


def _check_aws(attributes: Json) -> None:
    bid = attributes.get("spot_bid_price_percent")
    if bid is not None and not 1 <= bid <= _MAX_BID:
        raise invalid(f"spot_bid_price_percent must be between 1 and {_MAX_BID}, got {bid}")
    count = attributes.get("ebs_volume_count")
    if count is not None and not 0 <= count <= _MAX_EBS:
        raise invalid(f"ebs_volume_count must be between 0 and {_MAX_EBS}, got {count}")
    size = attributes.get("ebs_volume_size")
    low = 500 if attributes.get("ebs_volume_type") == "THROUGHPUT_OPTIMIZED_HDD" else 100
    if size is not None and count != 0 and not low <= size <= 4096:  # noqa: PLR2004  in GB
        raise invalid(f"ebs_volume_size must be between {low} and 4096 GB, got {size}")


def _check_ebs(facts: Facts, spec: Json) -> None:
    if spec.get("aws_attributes", {}).get("ebs_volume_count"):
        return
    for name in _node_types(spec):
        if not facts.nodes[name].nvme_gb:
            raise invalid(
                "At least one EBS volume must be attached for clusters created with"
                f" node type {name}."
            )


def _check_first_on_demand(spec: Json) -> None:
    for field in CLOUD_ATTRIBUTES.values():
        first = spec.get(field, {}).get("first_on_demand")
        if first is not None and first < 0:
            raise invalid(f"first_on_demand must not be negative, got {first}")


def _check_idle(spec: Json) -> None:
    minutes = spec.get("autotermination_minutes")
    if minutes and not _MIN_IDLE <= minutes <= _MAX_IDLE:
        raise invalid(
            f"autotermination_minutes must be 0 or between {_MIN_IDLE} and {_MAX_IDLE},"
            f" got {minutes}"
        )


def _check_user(tx: Transaction, spec: Json) -> None:
    name = spec.get("single_user_name")
    if name and find_principal(tx, name) is None:
        raise invalid(f"single_user_name: {name} does not exist in this workspace")


def _node_types(spec: Json) -> list[str]:
    names = (spec.get("node_type_id"), spec.get("driver_node_type_id"))
    return [name for name in names if name]


def _hint(name: str, known: dict[str, Any]) -> str:
    close = nearest(name, known)
    return f" Did you mean {close}?" if close else ""
