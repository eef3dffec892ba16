"""One call to AWS as it came in, read as far as the sandbox has to."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, unquote

ACCOUNT_HEADER = "x-moto-account-id"
"""Takes a call to another account without assuming a role there."""

_FORM = "application/x-www-form-urlencoded"
_CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/\d{8}/([^/,\s]+)/([^/,\s]+)/aws4_request")
_CBOR_PATH = re.compile(r"/service/[^/]+/operation/([^/]+)/?")
_S3CONTROL_PATH = "/v20180820/"
_SIGNATURE = "x-amz-"
_ONCE = frozenset({"clienttoken", "clientrequesttoken", "idempotencytoken", "creationtoken"})
"""Members that tell a retry from a second call; clients make them up."""

_SERVICES = {"monitoring": "cloudwatch"}
"""Services that sign under another name than boto3 has for them."""


@dataclass(frozen=True, kw_only=True)
class AwsRequest:
    """The bare request. Header names are in lower case."""

    method: str
    path: str
    """Percent-encoded."""

    query: str
    headers: Mapping[str, str]
    body: bytes

    @cached_property
    def credential(self) -> tuple[str, str, str] | None:
        """Access key id, region and signing name; `None` when the request is not signed."""
        found = _CREDENTIAL.search(self.headers.get("authorization", ""))
        if found is None:
            found = _CREDENTIAL.search(f"Credential={self.parameters.get('X-Amz-Credential', '')}")
        return None if found is None else (found[1], found[2], found[3])

    @cached_property
    def parameters(self) -> dict[str, str]:
        """Parameters of the query."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @cached_property
    def form(self) -> dict[str, str]:
        """Parameters of the query protocol, from the body or the query."""
        if not self.headers.get("content-type", "").startswith(_FORM):
            return self.parameters
        text = self.body.decode("utf-8", "replace")
        return self.parameters | dict(parse_qsl(text, keep_blank_values=True))

    @cached_property
    def document(self) -> Any:
        """The body of a JSON protocol, or `None`."""
        if "x-amz-target" not in self.headers:
            return None
        try:
            return json.loads(self.body or b"{}")
        except ValueError:
            return None

    @property
    def service(self) -> str:
        """The service, by boto3's name for it; empty when the request is not signed."""
        name = self.credential[2].lower() if self.credential else ""
        if name == "s3" and self.path.startswith(_S3CONTROL_PATH):
            return "s3control"
        return _SERVICES.get(name, name)

    @property
    def protocol_operation(self) -> str | None:
        """The operation, where the protocol says it; `None` for those that only have paths."""
        if target := self.headers.get("x-amz-target"):
            return target.rpartition(".")[2]
        if found := _CBOR_PATH.fullmatch(self.path):
            return found[1]
        return self.form.get("Action") if self.service not in ("s3", "s3control") else None

    def names(self) -> Iterator[str]:
        """Yield what the call names: every value of a parameter, and the parts of its path."""
        yield from (unquote(part) for part in self.path.split("/") if part)
        if isinstance(self.document, dict):
            yield from (value for value in self.document.values() if isinstance(value, str))
        elif self.service not in ("s3", "s3control"):
            yield from self.form.values()

    @cached_property
    def meaning(self) -> str:
        """A digest of what is asked, the same for every caller and every retry."""
        said: object
        if isinstance(self.document, dict):
            said = {key: value for key, value in self.document.items() if not _is_once(key)}
        elif self.form is not self.parameters:
            said = {key: value for key, value in self.form.items() if not _is_once(key)}
        else:
            said = self.body.hex()
        query = {
            key: value
            for key, value in self.parameters.items()
            if not key.lower().startswith(_SIGNATURE) and not _is_once(key)
        }
        told = [self.method, self.path, query, self.headers.get("x-amz-target"), said]
        return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _is_once(name: str) -> bool:
    return name.lower() in _ONCE
