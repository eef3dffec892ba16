"""The gate before every route: who comes in, what goes wrong on the way, what is written down."""

import hmac
import json
import logging
from asyncio import sleep
from typing import Any
from urllib.parse import parse_qsl

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from modelstacks.sandbox.asgi import LOOPBACK, drop, host_name, whole_body
from modelstacks.sandbox.workspace.calls import CallLog
from modelstacks.sandbox.workspace.errors import ApiError
from modelstacks.sandbox.workspace.faults import FaultBook

_LOG = logging.getLogger(__name__)
_OPEN = frozenset({"/sandbox/health"})


class Gate:
    """Middleware: loopback host, bearer token, faults, organisation id, call log, last resort."""

    def __init__(
        self, app: ASGIApp, *, token: str, org_id: int, faults: FaultBook, calls: CallLog
    ) -> None:
        self._app = app
        self._token = token.encode()
        self._org_id = str(org_id).encode()
        self._faults = faults
        self._calls = calls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {
            key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]
        }
        status: int | None = None

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", []),
                    (b"x-databricks-org-id", self._org_id),
                ]
            await send(message)

        body = b""
        try:
            refusal = self._refusal(scope["path"], headers)
            if refusal is not None:
                await refusal(scope, receive, answer)
                return
            whole = await whole_body(receive)
            if whole is None:
                too_large = _error(413, "MAX_REQUEST_SIZE_EXCEEDED", "The body is too large")
                await too_large(scope, receive, answer)
                return
            body = whole
            if not await self._meets_fault(scope, receive, answer):
                await self._pass_on(scope, body, receive, answer)
        finally:
            self._record(scope, headers, body, status)

    def _refusal(self, path: str, headers: dict[str, str]) -> Response | None:
        if host_name(headers.get("host", "")) not in LOOPBACK:
            return _error(
                403, "PERMISSION_DENIED", "The Host header must name the loopback address"
            )
        if path in _OPEN:
            return None
        scheme, _, given = headers.get("authorization", "").partition(" ")
        is_known = hmac.compare_digest(given.strip().encode("utf-8", "replace"), self._token)
        if scheme.lower() != "bearer" or not is_known:
            return _error(401, "UNAUTHENTICATED", "Invalid access token")
        return None

    async def _meets_fault(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Let a fault strike; tell whether the call ends with it."""
        path: str = scope["path"]
        fault = None if _is_admin(path) else self._faults.strike_call(scope["method"], path)
        if fault is None:
            return False
        if fault.kind == "slow":
            await sleep(fault.seconds)
            return False
        if fault.kind == "drop":
            await drop(receive)
            return True
        response = (
            _error(429, "REQUEST_LIMIT_EXCEEDED", "Too many requests; retry later")
            if fault.kind == "throttle"
            else _error(503, "TEMPORARILY_UNAVAILABLE", "The service is temporarily unavailable")
        )
        if fault.kind == "throttle":
            response.headers["Retry-After"] = "1"
        await response(scope, receive, send)
        return True

    async def _pass_on(self, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
        replayed = False

        async def receive_again() -> Message:
            nonlocal replayed
            if replayed:
                return await receive()
            replayed = True
            return {"type": "http.request", "body": body, "more_body": False}

        try:
            await self._app(scope, receive_again, send)
        except ApiError as error:
            await JSONResponse(error.body, error.status)(scope, receive, send)
        except Exception:  # noqa: BLE001  the last resort: told to the server's log, not to the client
            _LOG.exception("%s %s failed", scope["method"], scope["path"])
            await _error(500, "INTERNAL_ERROR", "The sandbox failed; its log says why")(
                scope, receive, send
            )

    def _record(
        self, scope: Scope, headers: dict[str, str], body: bytes, status: int | None
    ) -> None:
        if _is_admin(scope["path"]):
            return
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        self._calls.record(
            method=scope["method"],
            path=scope["path"],
            query_keys=(key for key, _ in query),
            body_keys=_keys(body),
            status=status,
            user_agent=headers.get("user-agent", ""),
        )


def _is_admin(path: str) -> bool:
    return path == "/sandbox" or path.startswith("/sandbox/")


def _error(status: int, code: str, message: str) -> Response:
    return JSONResponse({"error_code": code, "message": message}, status)


def _keys(body: bytes) -> list[str]:
    try:
        parsed: Any = json.loads(body) if body else None
    except ValueError:
        return []
    return list(parsed) if isinstance(parsed, dict) else []
