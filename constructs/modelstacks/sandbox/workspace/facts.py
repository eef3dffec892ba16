"""What the cloud offers: node types, runtimes and serving workloads, as the catalog lists them."""

import re
from dataclasses import dataclass
from typing import Literal

from modelstacks.catalog import NodeType, Runtime, WorkloadType

Cloud = Literal["aws", "azure", "gcp"]

# A `g` right after the generation, as in m6gd, c7gn and g5g; but not in g5, g4dn or p4d.
_GRAVITON = re.compile(r"[a-z]+\d+g[a-z]*\.")
_V100 = re.compile(r"p3(dn)?\..*|Standard_NC\d+r?s_v3")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The catalog of one cloud, by name."""

    nodes: dict[str, NodeType]
    runtimes: dict[str, Runtime]
    workloads: dict[str, WorkloadType]


def load_facts(cloud: Cloud) -> Facts:
    """Return the facts of the catalog that is installed with the package."""
    from modelstacks.catalog import load_catalog

    catalog = load_catalog()
    return Facts(
        nodes={node.name: node for node in catalog.node_types(cloud)},
        runtimes=dict(catalog.runtimes),
        workloads={kind.name: kind for kind in catalog.workload_types(cloud)},
    )


def is_graviton(node_type: str) -> bool:
    """Tell whether an AWS node type has an Arm processor."""
    return _GRAVITON.match(node_type) is not None


def is_retired(node_type: str) -> bool:
    """Tell whether a node type has V100 cards, which can no longer be launched."""
    return _V100.fullmatch(node_type) is not None
