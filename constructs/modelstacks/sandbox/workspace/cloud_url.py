"""Places in cloud storage: `s3://bucket/path`, `abfss://container@account.…/path`, `gs://…`."""

import re
from dataclasses import dataclass
from typing import Literal

from modelstacks.sandbox.workspace.errors import invalid

Cloud = Literal["aws", "azure", "gcp"]

_BUCKET = r"[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]"
_DOMAIN = r"dfs\.core\.(?:windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)"
_ADLS = rf"[a-z0-9$][a-z0-9-]{{0,62}}@[a-z0-9]{{3,24}}\.{_DOMAIN}"
_FORMS: tuple[tuple[Cloud, re.Pattern[str]], ...] = (
    ("aws", re.compile(rf"s3://({_BUCKET})(/.*)?")),
    ("azure", re.compile(rf"abfss://({_ADLS})(/.*)?")),
    ("gcp", re.compile(rf"gs://({_BUCKET})(/.*)?")),
)


@dataclass(frozen=True, kw_only=True)
class CloudUrl:
    """A place in cloud storage."""

    text: str
    cloud: Cloud
    bucket: str
    """Bucket, or container and account."""

    parts: tuple[str, ...]
    """The path, without empty segments."""

    def holds(self, other: "CloudUrl") -> bool:
        """Tell whether another place lies in this one, or is the same."""
        same_bucket = (self.cloud, self.bucket) == (other.cloud, other.bucket)
        return same_bucket and other.parts[: len(self.parts)] == self.parts

    def overlaps(self, other: "CloudUrl") -> bool:
        """Tell whether one of two places lies in the other."""
        return self.holds(other) or other.holds(self)

    def is_same(self, other: "CloudUrl") -> bool:
        """Tell whether two spellings mean the same place."""
        return self.holds(other) and other.holds(self)


def find_url(text: str | None) -> CloudUrl | None:
    """Return a place in cloud storage, or `None` for what is none."""
    for cloud, pattern in _FORMS:
        found = pattern.fullmatch(text or "")
        if found:
            parts = tuple(part for part in (found[2] or "").split("/") if part)
            if any(part in (".", "..") for part in parts):
                return None
            return CloudUrl(text=found[0], cloud=cloud, bucket=found[1], parts=parts)
    return None


def parse_url(text: str) -> CloudUrl:
    """Return a place in cloud storage; refuse what is none."""
    found = find_url(text)
    if found is None:
        raise invalid(
            f"Invalid URL {text!r}: expected s3://<bucket>/<path>,"
            " abfss://<container>@<account>.dfs.core.windows.net/<path> or gs://<bucket>/<path>"
        )
    return found
