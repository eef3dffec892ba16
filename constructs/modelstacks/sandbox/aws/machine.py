"""moto behind one lock: every call repeatable, and every change written down.

Before a call, moto's random numbers start where the meaning of the call says: service, operation,
account, region, what is asked, and how often the same was asked before. So two fresh sandboxes give
the same ids for the same deployment, in whatever order Terraform makes its calls.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeVar

from modelstacks.sandbox.aws import backends as moto
from modelstacks.sandbox.aws.clock import Clock
from modelstacks.sandbox.aws.compaction import compacted
from modelstacks.sandbox.aws.error_answer import AwsAnswer, refusal
from modelstacks.sandbox.aws.inventory import take
from modelstacks.sandbox.aws.journal import Entry, Journal, JournalError
from modelstacks.sandbox.aws.operations import is_read
from modelstacks.sandbox.aws.profile import ACCESS_KEY
from modelstacks.sandbox.aws.request import ACCOUNT_HEADER, AwsRequest
from modelstacks.sandbox.aws.seeds import VpcSeed
from modelstacks.sandbox.aws.wsgi import call

_LOG = logging.getLogger(__name__)
_OK_BELOW = 400
_KEPT_HEADERS = ("content-type", "content-encoding", "content-md5", "smithy-protocol")
_KEPT_PREFIX = "x-amz-"
_SECRET = ("x-amz-security-token", "x-amz-date", "-customer-key", "-customer-key-md5")
_UNREPEATABLE = "sts"
"""Its tokens come from the system's random numbers. The keys, which matter, do not."""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A call whose caller is known."""

    request: AwsRequest
    service: str
    operation: str
    account: str
    region: str

    @property
    def meaning(self) -> str:
        """What makes it this call and no other."""
        told = (self.service, self.operation, self.account, self.region, self.request.meaning)
        return sha256("\0".join(told).encode()).hexdigest()


class Machine:
    """moto with what the journal says happened so far. One thread at a time may use it."""

    def __init__(self, *, journal: Journal, seeds: tuple[VpcSeed, ...]) -> None:
        self.backends = moto.load(seeds)
        self._clock = Clock()
        self._clock.install()
        self._journal = journal
        self._asked: Counter[str] = Counter()
        self.not_repeated: list[str] = []
        """Operations of the journal that had another outcome this time."""

        for entry in journal.entries:
            self._repeat(entry)
        if not self.not_repeated and self.backends.seed_is_whole():
            needed = compacted(journal.entries, self.look(take))
            if len(needed) < len(journal.entries):
                journal.replace(needed)

    def account_of(self, request: AwsRequest) -> str | None:
        """Return the account that a request is for, or `None` when its key is a stranger's."""
        key = request.credential[0] if request.credential else ""
        if key == ACCESS_KEY:
            from moto.core import DEFAULT_ACCOUNT_ID

            return request.headers.get(ACCOUNT_HEADER, str(DEFAULT_ACCOUNT_ID))
        return self.backends.account_of_key(key)

    def serve(self, asked: Asked) -> AwsAnswer:
        """Answer a call, and write it down if it changed something."""
        if is_read(asked.service, asked.operation):
            return self._call(asked, _number(asked.meaning, "read"))
        occurrence = self._asked[asked.meaning]
        self._asked[asked.meaning] += 1
        seed = _number(asked.meaning, str(occurrence))
        at = datetime.now(UTC).isoformat()
        with self._clock.standing(at):
            answer = self._call(asked, seed)
        if answer.status >= _OK_BELOW:
            return answer
        entry = Entry(
            service=asked.service,
            operation=asked.operation,
            account=asked.account,
            region=asked.region,
            at=at,
            seed=seed,
            occurrence=occurrence,
            method=asked.request.method,
            path=asked.request.path,
            query=_unsigned(asked.request.query),
            headers=_kept(asked.request.headers),
            body=asked.request.body,
            answer=_digest(asked, answer),
        )
        try:
            self._journal.append(entry)
        except JournalError as error:
            _LOG.exception("%s:%s is not kept", asked.service, asked.operation)
            return refusal(asked.request, status=500, code="InternalFailure", message=str(error))
        return answer

    def _repeat(self, entry: Entry) -> None:
        asked = _as_asked(entry)
        self._asked[asked.meaning] = max(self._asked[asked.meaning], entry.occurrence + 1)
        with self._clock.standing(entry.at):
            answer = self._call(asked, entry.seed)
        if _digest(asked, answer) != entry.answer:
            name = f"{entry.service}:{entry.operation}"
            self.not_repeated.append(name)
            _LOG.warning("%s of %s came out differently this time", name, entry.at)

    def _call(self, asked: Asked, seed: int) -> AwsAnswer:
        self.backends.random.seed(seed)
        headers = {**asked.request.headers, ACCOUNT_HEADER: asked.account}
        request = replace(asked.request, headers=headers)
        try:
            return call(self.backends.applications[asked.service], request)
        except NotImplementedError as error:
            return refusal(request, status=501, code="NotImplemented", message=str(error))
        except Exception as error:  # noqa: BLE001  moto's own bugs: told to the log, not repeated
            _LOG.exception("moto failed at %s:%s", asked.service, asked.operation)
            message = f"moto failed at {asked.operation}: {type(error).__name__}"
            return refusal(request, status=501, code="InternalFailure", message=message)

    def look(self, question: Callable[[moto.Backends], T]) -> T:
        """Answer a question about what exists; what it draws disturbs nothing."""
        return question(self.backends)


def _as_asked(entry: Entry) -> Asked:
    day = entry.at[:10].replace("-", "")
    signing = {"cloudwatch": "monitoring", "s3control": "s3"}.get(entry.service, entry.service)
    scope = f"{ACCESS_KEY}/{day}/{entry.region}/{signing}/aws4_request"
    signed = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=none"
    request = AwsRequest(
        method=entry.method,
        path=entry.path,
        query=entry.query,
        headers={**entry.headers, "host": "localhost", "authorization": signed},
        body=entry.body,
    )
    return Asked(
        request=request,
        service=entry.service,
        operation=entry.operation,
        account=entry.account,
        region=entry.region,
    )


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that say what is asked, not by whom."""
    return {
        name: value
        for name, value in headers.items()
        if (name in _KEPT_HEADERS or name.startswith(_KEPT_PREFIX)) and not name.endswith(_SECRET)
    }


def _unsigned(query: str) -> str:
    """Return a query without what signs it."""
    parts = query.split("&")
    return "&".join(part for part in parts if not part.lower().startswith("x-amz-"))


def _number(*parts: str) -> int:
    return int.from_bytes(sha256("\0".join(parts).encode()).digest()[:8], "big")


def _digest(asked: Asked, answer: AwsAnswer) -> str:
    if asked.service == _UNREPEATABLE:
        return str(answer.status)
    return f"{answer.status} {sha256(answer.body).hexdigest()[:16]}"
