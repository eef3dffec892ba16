"""What set-up has already done, and from what."""

import hashlib
import json
import threading
from pathlib import Path
from typing import Any


def digest(*parts: str | Path) -> str:
    """Return one hash over texts and the contents of files."""
    total = hashlib.sha256()
    for part in parts:
        data = part.read_bytes() if isinstance(part, Path) else part.encode()
        total.update(hashlib.sha256(data).digest())
    return total.hexdigest()


class Stamps:
    """A small JSON file inside `.venv`: when the environment goes, so does what was known of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writing = threading.Lock()
        try:
            found = json.loads(path.read_text())
        except (OSError, ValueError):
            found = {}
        self._values: dict[str, Any] = found if isinstance(found, dict) else {}

    def get(self, step: str) -> Any:
        """Return what was recorded for a step, or None."""
        return self._values.get(step)

    def record(self, step: str, value: Any) -> None:
        """Remember a step, in one move so that an interruption leaves the old or the new file."""
        with self._writing:
            self._values[step] = value
            self.path.parent.mkdir(parents=True, exist_ok=True)
            draft = self.path.with_suffix(".new")
            draft.write_text(json.dumps(self._values, indent=1, sort_keys=True))
            draft.replace(self.path)

    def forget(self) -> None:
        """Forget everything, as when `.venv` is made anew."""
        self._values = {}
