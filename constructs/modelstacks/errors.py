"""Errors that users see, and the problems they carry.

ModelStacksError          anything raised on purpose; its text is all a user ever reads
└── ConfigError           settings that cannot work; carries every problem found, raised once
"""

from collections.abc import Iterable
from itertools import takewhile

from modelstacks.frozen import frozen

SHOWN_CHOICES = 20
LEAST_LIKENESS = 0.5


@frozen
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
    """Return the choice most like `name`, or an empty string when nothing is close.

    Of choices that are equally close the one that begins alike wins: `us-est-1` is `us-east-1`,
    not `us-west-1`.
    """
    from difflib import SequenceMatcher

    wanted = name.casefold()
    matcher = SequenceMatcher(b=wanted)
    best, best_likeness = "", (LEAST_LIKENESS, 0)
    for choice in choices:
        matcher.set_seq1(choice.casefold())
        if matcher.quick_ratio() >= LEAST_LIKENESS:
            likeness = (matcher.ratio(), _shared_start(choice.casefold(), wanted))
            if likeness > best_likeness:
                best, best_likeness = choice, likeness
    return best


def closest(name: str, choices: Iterable[str], count: int = 3) -> list[str]:
    """Return up to `count` choices most like `name`, the nearest first."""
    left, found = list(choices), list[str]()
    while len(found) < count and (best := nearest(name, left)):
        found.append(best)
        left.remove(best)
    return found


def listing(choices: Iterable[str], more: str = "", shown: int = SHOWN_CHOICES) -> str:
    """Return the choices in one line; a long list is cut and ends with where to find `more`."""
    names = list(choices)
    if len(names) <= shown:
        return ", ".join(names)
    rest = f"and {len(names) - shown} more"
    return ", ".join([*names[:shown], f"{rest}: {more}" if more else rest])


def _shared_start(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
