"""Facts as data: models, node types, runtimes, serving workload types, prices."""

from modelstacks.catalog.records import Model, NodeType, Runtime, WorkloadType

__all__ = ["Model", "NodeType", "Runtime", "WorkloadType"]
