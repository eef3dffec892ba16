"""The hidden first line of a comment, by which the next run finds it again."""

import re
from datetime import UTC, datetime
from urllib.parse import quote, unquote

from modelstacks.frozen import frozen

VERSION = "1"
_LINE = re.compile(
    r"\A<!-- modelstacks:plan ((?:[a-z-]+=[A-Za-z0-9._~%/:+]* )+)-->[ \t\r]*(?:\n|\Z)"
)
_SAFE = "/:+."


@frozen
class Marker:
    """What a comment is of, and how new it is."""

    key: str
    """Which of several comments of one pull request it is, such as `plan`."""

    fingerprint: str = ""
    """Of the plans that it shows, in order, joined by `+`."""

    commit: str = ""
    run: str = ""
    """Name or number of the run that wrote it."""

    valid_at: str = ""
    """UTC time that it tells of, ISO 8601: an older one never replaces a newer."""

    def line(self) -> str:
        """Return the first line of the comment."""
        values = {
            "v": VERSION,
            "key": self.key,
            "fp": self.fingerprint,
            "sha": self.commit,
            "run": self.run,
            "valid-at": self.valid_at,
        }
        told = " ".join(f"{name}={_written(value)}" for name, value in values.items())
        return f"<!-- modelstacks:plan {told} -->"

    def is_older_than(self, other: "Marker") -> bool:
        """Whether another one tells of a later time. Without a time nothing is older."""
        mine, theirs = _time(self.valid_at), _time(other.valid_at)
        return mine is not None and theirs is not None and mine < theirs


def find_marker(body: str) -> Marker | None:
    """Return the marker of a comment; `None` when it is somebody else's.

    Only the very first line counts: what is quoted further down is no marker.
    """
    found = _LINE.match(body)
    if not found:
        return None
    pairs = (pair.partition("=") for pair in found[1].split())
    values = {name: unquote(value) for name, _, value in pairs}
    if values.get("v") != VERSION or not values.get("key"):
        return None
    return Marker(
        key=values["key"],
        fingerprint=values.get("fp", ""),
        commit=values.get("sha", ""),
        run=values.get("run", ""),
        valid_at=values.get("valid-at", ""),
    )


def _written(value: str) -> str:
    # `-` is written out, so that no value can end the comment.
    return quote(value.encode(errors="replace"), safe=_SAFE).replace("-", "%2D")


def _time(written: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
