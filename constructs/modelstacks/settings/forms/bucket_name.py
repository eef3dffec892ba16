"""Names of S3 buckets."""

import re
from typing import Any

from modelstacks.errors import Problem
from modelstacks.settings.document import Document, Path
from modelstacks.settings.facts import kept_bucket_names
from modelstacks.settings.shapes import Shape

_FORM = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"


class BucketName(Shape):
    """A name that S3 takes. `ours`: of a bucket that is made here, so without dots."""

    def __init__(self, *, ours: bool) -> None:
        self.ours = ours
        dots = "" if ours else ", dots"
        self.allowed = f"a bucket name: 3 to 63 lower-case letters, digits{dots} and dashes"

    def _holds(self, value: Any) -> bool:
        return isinstance(value, str) and not self._reason(value)

    def _problem(self, document: Document, path: Path, value: Any, fix: str = "") -> Problem:
        reason = self._reason(value) if isinstance(value, str) else ""
        return super()._problem(document, path, value, fix or reason)

    def _nearest(self, value: Any) -> str:
        if not isinstance(value, str):
            return ""
        near = re.sub("[^a-z0-9.-]+" if not self.ours else "[^a-z0-9-]+", "-", value.lower())
        near = re.sub(r"\.\.+", ".", near).strip(".-")
        return near if near != value and self._holds(near) else ""

    def _reason(self, name: str) -> str:
        begins, ends = kept_bucket_names()
        if not re.fullmatch(_FORM, name):
            return "the bucket is created under exactly this name"
        if ".." in name or ".-" in name or "-." in name:
            return "a dot stands between letters or digits"
        if re.fullmatch(r"[0-9]+(\.[0-9]+){3}", name):
            return "it reads like an IP address"
        if self.ours and "." in name:
            return "no dots: the certificate of S3 does not cover such a name"
        kept = [f"{word}..." for word in begins if name.startswith(word)]
        kept += [f"...{word}" for word in ends if name.endswith(word)]
        return f"AWS keeps names {kept[0]} for itself" if kept else ""


OUR_BUCKET = BucketName(ours=True)
ANY_BUCKET = BucketName(ours=False)
