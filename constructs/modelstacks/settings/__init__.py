"""What the configuration says: read from YAML, checked, and told with file and line if wrong.

The loader, and the YAML library with it, is imported when something is loaded: sizing needs the
values of `modelstacks.settings.project` alone.
"""

from typing import TYPE_CHECKING, Any

from modelstacks.settings.project import Environment, Family, ModelSettings, Project

if TYPE_CHECKING:
    from modelstacks.settings.loader import load_project
    from modelstacks.settings.stacks import select_stacks

__all__ = [
    "Environment",
    "Family",
    "ModelSettings",
    "Project",
    "load_project",
    "select_stacks",
]


def __getattr__(name: str) -> Any:
    if name == "load_project":
        from modelstacks.settings.loader import load_project

        return load_project
    if name == "select_stacks":
        from modelstacks.settings.stacks import select_stacks

        return select_stacks
    raise AttributeError(name)
