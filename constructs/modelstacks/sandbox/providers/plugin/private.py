"""The provider's own note beside a state."""

import json


class Private:
    """The provider's own note beside a state; what others wrote in it is kept."""

    def __init__(self, data: bytes) -> None:
        try:
            self._notes = dict(json.loads(data)) if data else {}
        except ValueError:
            self._notes = {}

    @property
    def fresh(self) -> bool:
        """Whether no read has followed the create or the import yet."""
        return bool(self._notes.get("fresh"))

    def with_fresh(self, fresh: bool) -> bytes:
        """Return the note to keep."""
        notes = {name: value for name, value in self._notes.items() if name != "fresh"}
        if fresh:
            notes["fresh"] = True
        return json.dumps(notes, sort_keys=True).encode() if notes else b""
