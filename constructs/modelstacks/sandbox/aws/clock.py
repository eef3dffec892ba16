"""moto's clock, which stands still for one call: a call repeated later gives the same dates."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


class Clock:
    """Stands in for `utcnow` in every module of moto."""

    def __init__(self) -> None:
        self._moment: datetime | None = None

    def now(self) -> datetime:
        """Return the time in UTC, without a time zone, as moto has it."""
        return self._moment or datetime.now(UTC).replace(tzinfo=None)

    @contextmanager
    def standing(self, at: str) -> Iterator[None]:
        """Let it be `at`, ISO 8601, inside the block."""
        self._moment = datetime.fromisoformat(at).astimezone(UTC).replace(tzinfo=None)
        try:
            yield
        finally:
            self._moment = None

    def install(self) -> None:
        """Take the place of `utcnow` wherever it has been imported so far."""
        from moto.core import utils

        original = utils.utcnow
        for name, module in list(sys.modules.items()):
            if name.startswith("moto.") and getattr(module, "utcnow", None) is original:
                module.utcnow = self.now  # type: ignore[attr-defined]
