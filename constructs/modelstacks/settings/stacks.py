"""Finds families by the names of their stacks."""

from collections.abc import Sequence

from modelstacks.errors import ConfigError, Problem, listing, nearest
from modelstacks.settings.project import Family, Project


def select_stacks(project: Project, names: Sequence[str]) -> tuple[Family, ...]:
    """Return the families whose stacks are named, in that order; all of them for no name.

    Raises `ConfigError` with every name that no family of the environment has.
    """
    if not names:
        return project.families
    by_stack = {family.stack_id: family for family in project.families}
    problems = [
        Problem(
            where=project.environment.source,
            found=f"environment {project.environment.name} has no stack `{name}`",
            nearest=nearest(name, by_stack),
            allowed=listing(by_stack) or "none: every family is switched off",
        )
        for name in names
        if name not in by_stack
    ]
    if problems:
        raise ConfigError(problems)
    return tuple(by_stack[name] for name in names)
