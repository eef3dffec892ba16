"""Reads values out of a `config.json` that may be wrong in every way, gathering the problems."""

from collections.abc import Mapping
from typing import Any

from modelstacks.errors import ConfigError, Problem, nearest
from modelstacks.sizing.architecture.checks import LIMITS, out_of_range

MISSING = object()


class ConfigReader:
    """One mapping of a config, its path for messages, and the problems found so far."""

    def __init__(self, values: Mapping[str, Any], where: str, problems: list[Problem]) -> None:
        self.values = values
        self.where = where
        self.problems = problems

    def integer(self, key: str, field: str, default: int | None = None, *, other: str = "") -> int:
        """Return a whole number within the limits of `field`; 1 after noting a problem."""
        value = self.values.get(key, MISSING)
        if value is MISSING and other:
            value = self.values.get(other, MISSING)
        if value is MISSING or (value is None and default is not None):
            if default is not None:
                return default
            close = nearest(key, [str(name) for name in list(self.values)[:200]])
            self._note(key, "missing", nearest=close)
            return 1
        if problem := out_of_range(field, value):
            low, high = LIMITS[field]
            self._note(key, problem, allowed=f"{low} to {high}")
            return 1
        return int(value)

    def boolean(self, key: str, default: bool) -> bool:
        """Return true or false; `default` when it is missing."""
        value = self.values.get(key, default)
        if isinstance(value, bool):
            return value
        self._note(key, f"{type(value).__name__} instead of true or false")
        return default

    def text(self, key: str, default: str) -> str:
        """Return a string; `default` when it is missing."""
        value = self.values.get(key, default)
        if isinstance(value, str):
            return value
        self._note(key, f"{type(value).__name__} instead of text")
        return default

    def section(self, key: str) -> "ConfigReader":
        """Return the mapping under `key`; an empty one after noting a problem."""
        value = self.values.get(key, MISSING)
        if isinstance(value, Mapping):
            return ConfigReader(value, self._path(key), self.problems)
        found = "missing" if value is MISSING else f"{type(value).__name__} instead of a section"
        self._note(key, found)
        return ConfigReader(_Defaults(), self._path(key), [])

    def length(self, key: str, field: str, default: int) -> int:
        """Return how many entries the list under `key` has."""
        value = self.values.get(key, MISSING)
        if value is MISSING or value is None:
            return default
        if isinstance(value, (list, tuple)) and len(value) <= LIMITS[field][1]:
            return len(value)
        self._note(key, "not a list of plausible length", allowed=f"up to {LIMITS[field][1]}")
        return default

    def note(self, key: str, found: str, *, allowed: str = "") -> None:
        """Add a problem about `key`."""
        self._note(key, found, allowed=allowed)

    def finish(self) -> None:
        """Raise one ConfigError with every problem noted so far, if there is one."""
        if self.problems:
            raise ConfigError(self.problems)

    def _path(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def _note(self, key: str, found: str, *, allowed: str = "", nearest: str = "") -> None:
        self.problems.append(
            Problem(where=self._path(key), found=found, allowed=allowed, nearest=nearest)
        )


class _Defaults(dict[str, Any]):
    """Stands for a missing section, so that its keys are not reported one by one."""
