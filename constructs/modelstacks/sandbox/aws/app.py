"""The door of the AWS half: an ASGI application in front of moto.

Calls go through one by one, on a thread of their own: loading moto and a slow call hold nobody up
who talks to the workspace.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from starlette.types import Receive, Scope, Send

from modelstacks.sandbox.asgi import LOOPBACK, drop, host_name, whole_body
from modelstacks.sandbox.aws import fault_answer
from modelstacks.sandbox.aws.error_answer import AwsAnswer, refusal
from modelstacks.sandbox.aws.inventory import Inventory, seeded_inventory, take
from modelstacks.sandbox.aws.journal import Journal
from modelstacks.sandbox.aws.machine import Asked, Machine
from modelstacks.sandbox.aws.operations import NOT_SERVED, SERVED, UNKNOWN, operation_of
from modelstacks.sandbox.aws.request import AwsRequest
from modelstacks.sandbox.aws.seeds import VpcSeed
from modelstacks.sandbox.workspace.calls import CallLog
from modelstacks.sandbox.workspace.faults import Fault, FaultBook

_LOG = logging.getLogger(__name__)
_BODILESS = frozenset({204, 304})
_LOCAL_SUFFIX = ".localhost"
_OWN_PATHS = ("/moto-api", "/latest/")

T = TypeVar("T")


class AwsHalf:
    """AWS of one sandbox."""

    def __init__(
        self,
        *,
        journal: Journal,
        seeds: tuple[VpcSeed, ...],
        faults: FaultBook,
        calls: CallLog,
    ) -> None:
        self._journal = journal
        self._seeds = seeds
        self._faults = faults
        self._calls = calls
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="aws")
        self._machine: Future[Machine] | None = None

    @property
    def is_used(self) -> bool:
        """Whether the project has anything in AWS, so that moto will be needed."""
        return bool(self._seeds or self._journal.entries)

    def preload(self) -> None:
        """Begin to load moto, so that the first call need not wait for it."""
        self._load()

    def close(self) -> None:
        """Let the call that runs finish, and run no other."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._journal.close()

    async def inventory(self) -> Inventory:
        """Return what exists. For a sandbox without a call so far, moto is not needed."""
        if self._machine is None and not self._journal.entries:
            return seeded_inventory(self._seeds)
        return await self._run(_inventory_of)

    def ask(self, question: Callable[[Machine], T]) -> T:
        """Answer a question of the workspace about AWS, and wait for it."""
        machine = self._load()
        return self._thread.submit(lambda: question(machine.result())).result()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call."""
        body = await whole_body(receive)
        request = AwsRequest(
            method=scope["method"],
            path=scope["raw_path"].decode("latin-1"),
            query=scope["query_string"].decode("latin-1"),
            headers={
                key.decode("latin-1").lower(): value.decode("latin-1")
                for key, value in scope["headers"]
            },
            body=body or b"",
        )
        answer = await self._serve(request, is_whole=body is not None)
        if answer is None:
            await drop(receive)
            return
        await _send(answer, request.method, send)

    async def _serve(self, request: AwsRequest, *, is_whole: bool) -> AwsAnswer | None:
        """Return the answer; `None` when a fault drops the connection."""
        operation, account = request.protocol_operation or UNKNOWN, ""
        answer = _refused_at_the_door(request, is_whole=is_whole)
        try:
            if answer is not None:
                return answer
            asked = await self._run(lambda machine: _ask(machine, request))
            if isinstance(asked, AwsAnswer):
                answer = asked
                return answer
            operation, account = asked.operation, asked.account
            fault = self._strike(asked)
            if fault and fault.kind == "drop":
                return None
            if fault and fault.kind == "slow":
                await asyncio.sleep(fault.seconds)
            elif fault:
                answer = fault_answer.answer(fault, request, operation)
                return answer
            answer = await self._run(lambda machine: machine.serve(asked))
            return answer
        except Exception as error:  # noqa: BLE001  the last resort: told to the server's log
            _LOG.exception("%s:%s failed", request.service, operation)
            message = f"The sandbox failed ({type(error).__name__}); its log says why"
            answer = refusal(request, status=501, code="InternalFailure", message=message)
            return answer
        finally:
            self._record(request, operation, account, answer)

    def _strike(self, asked: Asked) -> Fault | None:
        return self._faults.strike_aws(
            asked.service,
            asked.operation,
            asked.request.names(),
            fault_answer.roles_at_stake(asked.request, asked.operation),
        )

    def _record(
        self, request: AwsRequest, operation: str, account: str, answer: AwsAnswer | None
    ) -> None:
        if answer is not None and answer.code == "NotImplemented":
            self._calls.count_unknown("AWS", f"{request.service}:{operation}")
        self._calls.record_aws(
            service=request.service,
            operation=operation,
            account=account,
            region=request.credential[1] if request.credential else "",
            status=answer.status if answer else None,
            code=answer.code if answer else None,
            user_agent=request.headers.get("user-agent", ""),
        )

    def _load(self) -> "Future[Machine]":
        if self._machine is None:
            self._machine = self._thread.submit(
                lambda: Machine(journal=self._journal, seeds=self._seeds)
            )
        return self._machine

    async def _run(self, work: Callable[[Machine], T]) -> T:
        machine = self._load()
        return await asyncio.wrap_future(self._thread.submit(lambda: work(machine.result())))


def _refused_at_the_door(request: AwsRequest, *, is_whole: bool) -> AwsAnswer | None:
    if not is_whole:
        message = "The body is too large"
        return refusal(request, status=413, code="EntityTooLarge", message=message)
    host = host_name(request.headers.get("host", ""))
    if host not in LOOPBACK and not host.endswith(_LOCAL_SUFFIX):
        message = "The Host header must name the loopback address"
        return refusal(request, status=403, code="AccessDenied", message=message)
    if request.path.startswith(_OWN_PATHS):
        message = f"The sandbox does not serve {request.path}"
        return refusal(request, status=501, code="NotImplemented", message=message)
    if request.credential is None:
        message = "The request is not signed; use the profile in .sandbox/awsconfig"
        return refusal(request, status=403, code="MissingAuthenticationToken", message=message)
    if request.service not in SERVED:
        message = f"The sandbox does not serve {request.service or 'this'} of AWS"
        return refusal(request, status=501, code="NotImplemented", message=message)
    return None


def _ask(machine: Machine, request: AwsRequest) -> Asked | AwsAnswer:
    operation = operation_of(request)
    account = machine.account_of(request)
    if account is None:
        message = "The access key is not one of this sandbox; use the profile in .sandbox/awsconfig"
        return refusal(request, status=403, code="InvalidClientTokenId", message=message)
    if operation == UNKNOWN or f"{request.service}:{operation}" in NOT_SERVED:
        message = f"The sandbox does not serve {request.service}:{operation}"
        return refusal(request, status=501, code="NotImplemented", message=message)
    region = request.credential[1] if request.credential else ""
    return Asked(
        request=request,
        service=request.service,
        operation=operation,
        account=account,
        region=region,
    )


def _inventory_of(machine: Machine) -> Inventory:
    return machine.look(take) | {"not_repeated": list(machine.not_repeated)}


async def _send(answer: AwsAnswer, method: str, send: Send) -> None:
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in answer.headers
        if name.lower() != "connection"
    ]
    if method != "HEAD" and answer.status not in _BODILESS:
        headers = [pair for pair in headers if pair[0] != b"content-length"]
        headers.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    body = b"" if method == "HEAD" else answer.body
    await send({"type": "http.response.body", "body": body})
