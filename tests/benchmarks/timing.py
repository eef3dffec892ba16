"""Runs in turn, so that a busy minute slows all of them alike."""

from collections.abc import Callable


def in_turn(times: int, *actions: Callable[[], float]) -> list[list[float]]:
    """Call each action, then each again; return the values per action."""
    values: list[list[float]] = [[] for _ in actions]
    for _ in range(times):
        for action, column in zip(actions, values, strict=True):
            column.append(action())
    return values
