"""What the configuration says: read from YAML, checked, and told with file and line if wrong."""

from modelstacks.settings.loader import load_project
from modelstacks.settings.project import Environment, Family, ModelSettings, Project
from modelstacks.settings.stacks import select_stacks

__all__ = [
    "Environment",
    "Family",
    "ModelSettings",
    "Project",
    "load_project",
    "select_stacks",
]
