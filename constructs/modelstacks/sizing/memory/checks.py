"""Checks of options, gathered so that every problem is told at once."""

import math

from modelstacks.errors import ConfigError, Problem, listing, nearest

COUNTS: dict[str, tuple[int, int]] = {
    "batch_per_gpu": (1, 65536),
    "sequence_length": (1, 2**21),
    "source_length": (1, 2**21),
    "target_length": (1, 2**21),
    "prompt_length": (1, 2**21),
    "new_tokens": (1, 2**21),
    "context": (1, 2**24),
    "mean_length": (1, 2**21),
    "rank": (1, 4096),
    "gradient_accumulation": (1, 2**20),
    "images": (0, 1024),
    "beams": (1, 256),
    "concurrency": (1, 10**6),
    "gpus": (1, 65536),
    "gpus_per_node": (1, 64),
    "tensor_parallel": (1, 64),
    "pipeline_parallel": (1, 64),
    "bucket_elements": (1, 2**33),
    "max_live_parameters": (1, 2**40),
}
"""Lowest and highest plausible value of each count."""


class Checks:
    """The problems found with one set of options."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.problems: list[Problem] = []

    def count(self, field: str, value: object) -> None:
        """A whole number within its limits; `None` is left alone."""
        low, high = COUNTS[field]
        if value is None:
            return
        if isinstance(value, bool) or not isinstance(value, int):
            self.note(field, f"{value!r:.60} is not a whole number", allowed=f"{low} to {high}")
        elif not low <= value <= high:
            shown = str(value) if abs(value) < 10**30 else "an absurd number"
            self.note(field, f"{shown} is out of range", allowed=f"{low} to {high}")

    def choice(self, field: str, value: object, choices: tuple[str, ...]) -> None:
        """One of the choices; `None` is left alone."""
        if value is None or value in choices:
            return
        shown = str(value)[:60]
        self.note(
            field,
            f"no such {field.replace('_', ' ')}: `{shown}`",
            allowed=listing(choices),
            near=nearest(shown, choices),
        )

    def share(self, field: str, value: object) -> None:
        """A number from 0 to just below 1."""
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not is_number or not 0 <= float(str(value)) < 1 or math.isnan(float(str(value))):
            self.note(field, f"{value!r:.60}", allowed="0 to less than 1")

    def note(self, field: str, found: str, *, allowed: str = "", near: str = "") -> None:
        """Add a problem about one option."""
        self.problems.append(
            Problem(where=f"{self.where}.{field}", found=found, allowed=allowed, nearest=near)
        )

    def finish(self) -> None:
        """Raise one ConfigError with every problem, if there is one."""
        if self.problems:
            raise ConfigError(self.problems)
