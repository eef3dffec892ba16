"""What both halves of a sandbox hold, to tell whether a stack left anything behind."""

from dataclasses import dataclass
from typing import Any

from support.objects import workspace_objects
from support.project import Project

from modelstacks.sandbox.aws.inventory import PENDING_KEYS

_SHARED_FOLDERS = tuple(
    f"workspace_object {path} " for path in ("/", "/modelstacks", "/modelstacks/local")
)
"""Databricks makes the folders above a family's own by itself, and removes none of them."""


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """Two of them are equal when the same exists, whatever became of deleted keys."""

    workspace: list[str]
    """Every document of the workspace, freed from ids and clocks."""

    aws: dict[str, Any]
    """Everything in AWS by kind, without keys that wait for their deletion."""


def holdings(project: Project) -> Holdings:
    """Look at both halves."""
    aws = project.api("GET", "/sandbox/aws")
    documents = workspace_objects(project.home.root)
    return Holdings(
        workspace=[line for line in documents if not line.startswith(_SHARED_FOLDERS)],
        aws={kind: rows for kind, rows in aws.items() if kind != PENDING_KEYS},
    )


def pending_keys(project: Project) -> int:
    """How many keys wait for their deletion."""
    return len(project.api("GET", "/sandbox/aws")[PENDING_KEYS])
