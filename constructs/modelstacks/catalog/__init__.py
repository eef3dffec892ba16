"""Facts as data: models, GPUs, node types, runtimes, serving workload types, regions, prices."""

from modelstacks.catalog.catalog import Catalog
from modelstacks.catalog.loader import load_catalog
from modelstacks.catalog.records import (
    Cloud,
    Dimensions,
    Gpu,
    Model,
    NodeType,
    Runtime,
    WorkloadType,
)

__all__ = [
    "Catalog",
    "Cloud",
    "Dimensions",
    "Gpu",
    "Model",
    "NodeType",
    "Runtime",
    "WorkloadType",
    "load_catalog",
]
