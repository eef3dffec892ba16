"""Folders of the workspace, spelt with or without `/Workspace`."""

from modelstacks.sandbox.providers.plugin.behaviour import Change

_PREFIX = "/Workspace"


def same_folder(change: Change) -> bool:
    """Suppress the prefix."""
    return bare(change.old) == bare(change.new)


def same_folder_or_unset(change: Change) -> bool:
    """Suppress the prefix, and a folder that only the platform chose."""
    return not change.new or same_folder(change)


def bare(path: object) -> str:
    """Return a path without the prefix."""
    return str(path or "").removeprefix(_PREFIX)
