"""Checks of a configuration that need no platform."""

from collections.abc import Iterator

from modelstacks.sandbox.providers.plugin.behaviour import Behaviour
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic
from modelstacks.sandbox.providers.plugin.schema import Block
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Object, is_zero


def conflicts(block: Block, behaviour: Behaviour, config: Object) -> Iterator[Diagnostic]:
    """Yield an error for attributes that exclude each other, and for groups that lack one."""
    configured = {
        name
        for name in block.names()
        if config.get(name) is UNKNOWN or not is_zero(config.get(name))
    }
    for names, excluded in behaviour.conflicts.items():
        name = names[0]
        clashing = sorted(configured & set(excluded) - {name})
        if name in configured and clashing and name < clashing[-1]:
            yield Diagnostic(
                summary="Conflicting configuration arguments",
                detail=f'"{name}": conflicts with {", ".join(clashing)}',
                path=(name,),
            )
    for group in behaviour.at_least_one_of:
        if not configured & set(group):
            yield Diagnostic(
                summary="Missing required argument",
                detail=f"one of {', '.join(sorted(group))} must be specified",
            )
