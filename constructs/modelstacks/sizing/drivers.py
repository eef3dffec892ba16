"""Which node drives a cluster: a CPU node of the band, so that no idle GPU is paid for."""

from modelstacks.catalog import Catalog, Cloud, NodeType
from modelstacks.sizing.context import Context
from modelstacks.sizing.hardware.nodes import encryption_problem
from modelstacks.sizing.plans import Reason
from modelstacks.sizing.pricing import dollars, node_price, rank
from modelstacks.sizing.rules import Rules

SAME_AS_WORKER = "same-as-worker"


def cpu_drivers(
    cloud: Cloud, catalog: Catalog, rules: Rules, *, in_transit: bool = False
) -> list[NodeType]:
    """Return the CPU nodes of a cloud within the driver's band, the best first.

    Nodes that encrypt traffic between instances and have a disk of their own come before cheaper
    ones without. `in_transit`: only those that encrypt it.
    """
    band = [
        node
        for node in catalog.node_types(cloud)
        if not node.gpus
        and node.status == "supported"
        and _in_band(node, rules)
        and encryption_problem(node, required=in_transit) is None
    ]
    return sorted(
        band,
        key=lambda node: (
            not node.encrypted_in_transit,
            not node.nvme_gb,
            rank(node, catalog, rules),
            node.name,
        ),
    )


def choose_driver(asked: str | None, worker: NodeType, context: Context) -> tuple[NodeType, Reason]:
    """Return the driver and why."""
    rules = context.rules
    (low_cpu, high_cpu), (low_ram, high_ram) = rules.driver_vcpus, rules.driver_ram_gib
    band = f"{low_cpu}-{high_cpu} vCPU and {low_ram}-{high_ram} GB"
    if asked:
        name = worker.name if asked == SAME_AS_WORKER else asked
        node = context.catalog.node_type(worker.cloud, name)
        outside = "" if _in_band(node, rules) else f"; outside the band of {band}"
        ground = f"set for this cluster{outside}"
    else:
        node = cpu_drivers(
            worker.cloud, context.catalog, rules, in_transit=context.encryption.in_transit
        )[0]
        price = dollars(node_price(node, context.catalog, rules))
        disk = f", {node.nvme_gb} GB NVMe" if node.nvme_gb else ""
        ground = f"{node.vcpus} vCPU and {node.ram_gib:g} GB{disk}, {price}; the band is {band}"
    return node, Reason(decision="driver", value=node.name, because=ground)


def _in_band(node: NodeType, rules: Rules) -> bool:
    (low_cpu, high_cpu), (low_ram, high_ram) = rules.driver_vcpus, rules.driver_ram_gib
    return low_cpu <= node.vcpus <= high_cpu and low_ram <= node.ram_gib <= high_ram
