"""Finds stacks by their names: those of families, and the one of what an environment shares."""

from collections.abc import Sequence
from dataclasses import replace

from modelstacks.errors import ConfigError, Problem, listing, nearest
from modelstacks.settings.project import Environment, Family, Project
from modelstacks.settings.security import Security
from modelstacks.settings.watch import NewWarehouse

FOUNDATION = "foundation-stack"
"""Holds what an environment declares for all."""


def has_foundation(environment: Environment) -> bool:
    """Whether the environment declares anything for all of its families."""
    # Knowing that the profile is permanent is not asking for it: `compliance` asks.
    asked = replace(environment.security, compliance_profile_is_permanent=False) != Security()
    # The sandbox is a workspace without an account, and keys are registered with the account.
    keys = environment.encryption.workspace is not None and not environment.is_local
    watch = environment.watch
    watches = watch and (isinstance(watch.warehouse, NewWarehouse) or watch.budget)
    shared = environment.compliance or environment.network.peerings
    return asked or keys or bool(shared or watches)


def selects_foundation(project: Project, names: Sequence[str]) -> bool:
    """Whether `names` take in the foundation stack; no name takes in every stack."""
    return has_foundation(project.environment) and (not names or FOUNDATION in names)


def select_stacks(project: Project, names: Sequence[str]) -> tuple[Family, ...]:
    """Return the families whose stacks are named, in that order; all of them for no name.

    Raises `ConfigError` with every name that is no stack of the environment.
    """
    if not names:
        return project.families
    by_stack = {family.stack_id: family for family in project.families}
    known = [*([FOUNDATION] if has_foundation(project.environment) else []), *by_stack]
    problems = [_unknown(project.environment, name, known) for name in names if name not in known]
    if problems:
        raise ConfigError(problems)
    return tuple(by_stack[name] for name in names if name in by_stack)


def _unknown(environment: Environment, name: str, known: Sequence[str]) -> Problem:
    return Problem(
        where=environment.source,
        found=f"environment {environment.name} has no stack `{name}`",
        nearest=nearest(name, known),
        allowed=listing(known) or "none: every family is switched off",
        fix="declare something for all: `security`, `network.peerings`, `encryption.workspace`, "
        "`watch.budget`, `watch.warehouse.create`"
        if name == FOUNDATION
        else "",
    )
