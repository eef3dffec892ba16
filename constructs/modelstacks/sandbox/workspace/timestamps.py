"""Times as the newer APIs write them."""

from datetime import UTC, datetime


def iso(milliseconds: int) -> str:
    """Return milliseconds since 1970 as `2026-11-25T10:15:30Z`."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
