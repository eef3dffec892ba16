"""How a local workspace behaves."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class WorkspaceOptions:
    """What the workspace has to be told."""

    model_versions: Literal["auto", "manual"] = "auto"
    """`auto` stands in for the training pipeline: a new registered model gets version 1."""

    polls: int = 1
    """Polls that a cluster or endpoint takes to become ready; 0 means at once. Default: one."""

    cloud: Literal["aws", "azure", "gcp"] = "aws"
    """Cloud whose node types and attributes are accepted."""

    workspace_id: int = 1_234_567_890_123_456
    """Sent in `X-Databricks-Org-Id` with every answer."""

    user_name: str = "sandbox@modelstacks.local"
    """The caller: who the token belongs to."""

    metastore_id: str = "5a9d0c1e-0000-4000-8000-6d6f64656c73"
    """Unity Catalog metastore of the workspace."""

    region: str = "us-east-1"

    caller_address: str | None = None
    """IPv4 address that calls seem to come from. `None`: loopback, which every IP list lets in."""
