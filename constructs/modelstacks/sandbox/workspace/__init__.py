"""A Databricks workspace over HTTP, on the loopback address, with its state in a `Store`."""

from modelstacks.sandbox.workspace.app import create_app
from modelstacks.sandbox.workspace.options import WorkspaceOptions
from modelstacks.sandbox.workspace.seeds import seed

__all__ = ["WorkspaceOptions", "create_app", "seed"]
