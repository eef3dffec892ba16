"""Errors that users see, and the problems they carry.

ModelStacksError          anything raised on purpose; its text is all a user ever reads
└── ConfigError           settings that cannot work; carries every problem found, raised once
"""

from collections.abc import Iterable
from dataclasses import dataclass

SHOWN_CHOICES = 12


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong, told so that it can be mended."""

    where: str
    """File and YAML path (`config/families/t5.yaml:7 models.t5-bse`), or a construct path."""

    found: str
    """What was found there."""

    allowed: str = ""
    """What is allowed instead: a range, or the valid names. Empty when it goes without saying."""

    nearest: str = ""
    """The nearest valid choice. Empty when there is none."""

    fix: str = ""
    """What to do about it. Empty when `allowed` says it."""

    def __str__(self) -> str:
        lines = [f"{self.where}: {self.found}" if self.where else self.found]
        if self.nearest:
            lines.append(f"did you mean: {self.nearest}")
        if self.allowed:
            lines.append(f"allowed: {self.allowed}")
        if self.fix:
            lines.append(f"fix: {self.fix}")
        return "\n    ".join(lines)


class ModelStacksError(Exception):
    """Base of every error raised on purpose; commands print it and exit with 2."""


class ConfigError(ModelStacksError):
    """Settings cannot work. Gathers every problem before it is raised."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        head = f"{count} problem{'s' if count != 1 else ''} in the configuration"
        super().__init__("\n".join([head, *(f"  {problem}" for problem in self.problems)]))


def nearest(name: str, choices: Iterable[str]) -> str:
    """Return the choice most like `name`, or an empty string when nothing is close."""
    from difflib import get_close_matches

    by_folded = {choice.casefold(): choice for choice in choices}
    close = get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.5)
    return by_folded[close[0]] if close else ""


def listing(choices: Iterable[str], more: str = "") -> str:
    """Return the choices in one line; a long list is cut and ends with where to find `more`."""
    names = list(choices)
    if len(names) <= SHOWN_CHOICES:
        return ", ".join(names)
    rest = f"and {len(names) - SHOWN_CHOICES} more"
    return ", ".join([*names[:SHOWN_CHOICES], f"{rest}: {more}" if more else rest])
