"""Facts as data: models, GPUs, node types, runtimes, serving workload types, regions, prices."""

from modelstacks.catalog.catalog import Catalog
from modelstacks.catalog.loader import load_catalog
from modelstacks.catalog.project_models import load_project_catalog, write_project_model
from modelstacks.catalog.records import (
    Cloud,
    Gpu,
    Licence,
    Model,
    NodeType,
    Runtime,
    Service,
    ServingRegion,
    WorkloadType,
)

__all__ = [
    "Catalog",
    "Cloud",
    "Gpu",
    "Licence",
    "Model",
    "NodeType",
    "Runtime",
    "Service",
    "ServingRegion",
    "WorkloadType",
    "load_catalog",
    "load_project_catalog",
    "write_project_model",
]
