"""Clusters API: what can be launched."""

from modelstacks.catalog import NodeType
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.facts import is_graviton, is_retired
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.service import Service

SERVICE = Service("cluster_catalog")


@SERVICE.get("/api/2.1/clusters/list-node-types", "/api/2.0/clusters/list-node-types")
def node_types(call: Call) -> Json:
    """List node types, GPU and CPU."""
    return {"node_types": [_node_type(node) for node in call.facts.nodes.values()]}


@SERVICE.get("/api/2.1/clusters/spark-versions", "/api/2.0/clusters/spark-versions")
def spark_versions(call: Call) -> Json:
    """List runtimes, GPU ML and plain."""
    runtimes = call.facts.runtimes.values()
    return {"versions": [{"key": one.key, "name": one.name} for one in runtimes]}


@SERVICE.get("/api/2.1/clusters/list-zones", "/api/2.0/clusters/list-zones")
def zones(call: Call) -> Json:
    """List availability zones."""
    names = [f"{call.options.region}{letter}" for letter in "abc"]
    return {"zones": names, "default_zone": names[0]}


def _node_type(node: NodeType) -> Json:
    return {
        "node_type_id": node.name,
        "instance_type_id": node.name,
        "description": node.name,
        "memory_mb": int(node.ram_gib * 1024),
        "num_cores": float(node.vcpus),
        "num_gpus": node.gpus,
        "is_deprecated": node.status == "deprecated" or is_retired(node.name),
        "is_encrypted_in_transit": node.encrypted_in_transit,
        "is_graviton": is_graviton(node.name),
        "is_hidden": False,
        "category": "GPU Accelerated" if node.gpus else "General Purpose",
        "support_ebs_volumes": node.cloud == "aws",
        "node_instance_type": {
            "instance_type_id": node.name,
            "local_disks": int(node.nvme_gb > 0),
            "local_disk_size_gb": node.nvme_gb,
            "local_nvme_disks": int(node.nvme_gb > 0),
            "local_nvme_disk_size_gb": node.nvme_gb,
        },
    }
