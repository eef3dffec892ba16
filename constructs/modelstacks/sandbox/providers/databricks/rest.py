"""The sandbox's REST API: one connection pool, calls with retries, errors worth reading."""

import json
import random
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
)

from modelstacks.sandbox.providers.databricks.configuration import Configuration
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError, StoppedError
from modelstacks.sandbox.providers.plugin.table import GoneError

Json = dict[str, Any]

_USER_AGENT = "databricks-tf-provider/1.99.0 (modelstacks built-in)"
_IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE"})
_BUSY = frozenset({429, 503})
_MISSING = 404
_ERRORS = 400
_REFUSED_SECONDS = 3.0
_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 4.0
_CONNECTIONS = 32


class ApiError(ProviderError):
    """The sandbox refused a call."""

    def __init__(self, *, status: int, code: str, message: str, call: str, etag: str = "") -> None:
        super().__init__(message or code or f"HTTP {status}", detail=f"{call}: {status} {code}")
        self.status = status
        self.code = code
        self.message = message
        self.etag = etag
        """What to repeat a change of a setting with. Empty: the answer named none."""


class MissingError(ApiError, GoneError):
    """What the call asks for does not exist."""


class AnswerLostError(ProviderError):
    """A call was sent and its answer never came: nobody knows whether it took effect."""


class Rest:
    """The API, shared by all calls of one plugin process."""

    def __init__(self, configuration: Configuration, stopping: threading.Event) -> None:
        self._configuration = configuration
        self._stopping = stopping
        self._pool = urllib3.HTTPConnectionPool(
            configuration.host,
            configuration.port,
            maxsize=_CONNECTIONS,
            timeout=urllib3.Timeout(connect=5.0, read=configuration.http_seconds),
            retries=False,
        )
        self.memory: dict[str, Any] = {}
        """What is asked once per process (the caller's name)."""

    @property
    def url(self) -> str:
        """The address of the sandbox."""
        return f"http://{self._configuration.host}:{self._configuration.port}"

    def call(self, label: str, method: str, path: str, query: Mapping[str, Any], body: Any) -> Any:
        """Make one call, repeating it as long as that is safe and promising."""
        target = f"{path}?{urlencode(query)}" if query else path
        content = None if body is None else json.dumps(body).encode()
        headers = {
            "Authorization": f"Bearer {self._configuration.token}",
            "User-Agent": f"{_USER_AGENT} {label}",
            "Accept": "application/json",
        }
        if content is not None:
            headers["Content-Type"] = "application/json"
        started = time.monotonic()
        pause = _FIRST_PAUSE
        while True:
            spent = time.monotonic() - started
            try:
                response = self._pool.urlopen(
                    method, target, body=content, headers=headers, redirect=False
                )
            except (NewConnectionError, ConnectTimeoutError) as error:
                if spent + pause > min(_REFUSED_SECONDS, self._configuration.retry_seconds):
                    raise self._unreachable() from error
            except (ProtocolError, ReadTimeoutError) as error:
                if method not in _IDEMPOTENT:
                    raise self._lost(method, path) from error
                if spent + pause > self._configuration.retry_seconds:
                    raise ProviderError(f"{method} {path}: the connection was lost") from error
            except HTTPError as error:
                raise ProviderError(f"{method} {path}: {type(error).__name__}") from error
            else:
                if response.status not in _BUSY:
                    return _answer(response, f"{method} {path}")
                pause = _asked_pause(response.headers.get("Retry-After"), pause)
                if spent + pause > self._configuration.retry_seconds:
                    return _answer(response, f"{method} {path}")
            if self._stopping.wait(pause):
                raise StoppedError(f"interrupted while repeating {method} {path}")
            pause = min(pause * 2, _LONGEST_PAUSE) + random.uniform(0, 0.05)  # noqa: S311

    def _unreachable(self) -> ProviderError:
        return ProviderError(
            f"the local sandbox does not answer at {self.url}",
            detail="Start it: modelstacks sandbox up",
        )

    def _lost(self, method: str, path: str) -> ProviderError:
        return AnswerLostError(
            f"{method} {path}: the connection was lost before the answer came",
            detail="Nobody knows whether it took effect. Apply again: the refresh will tell.",
        )


@dataclass(frozen=True)
class Client:
    """The API with a label in the User-Agent, so that every call can be attributed to a type."""

    rest: Rest
    label: str

    def get(self, path: str, /, **query: Any) -> Json:
        """GET."""
        return self._call("GET", path, query)

    def post(self, path: str, body: Json) -> Json:
        """POST."""
        return self._call("POST", path, {}, body)

    def put(self, path: str, body: Json) -> Json:
        """PUT."""
        return self._call("PUT", path, {}, body)

    def patch(self, path: str, body: Json, /, **query: Any) -> Json:
        """PATCH."""
        return self._call("PATCH", path, query, body)

    def delete(self, path: str, /, **query: Any) -> Json:
        """DELETE."""
        return self._call("DELETE", path, query)

    def me(self) -> Json:
        """Return the caller, asked once per process."""
        if "me" not in self.rest.memory:
            self.rest.memory["me"] = self.get("/api/2.0/preview/scim/v2/Me")
        return dict(self.rest.memory["me"])

    def _call(self, method: str, path: str, query: Mapping[str, Any], body: Any = None) -> Json:
        answer = self.rest.call(self.label, method, path, query, body)
        return answer if isinstance(answer, dict) else {"items": answer}


def _answer(response: urllib3.BaseHTTPResponse, call: str) -> Any:
    try:
        answer = json.loads(response.data) if response.data else {}
    except ValueError:
        answer = {}
    if response.status < _ERRORS:
        return answer
    fields = answer if isinstance(answer, dict) else {}
    code = str(fields.get("error_code", ""))
    message = str(fields.get("message", fields.get("detail", "")))
    kind = MissingError if response.status == _MISSING or _says_missing(call, message) else ApiError
    etag = _etag(fields)
    return _raise(kind(status=response.status, code=code, message=message, call=call, etag=etag))


def _raise(error: ApiError) -> Any:
    raise error


def _etag(answer: Json) -> str:
    for info in answer.get("details") or []:
        if isinstance(info, dict) and "etag" in (info.get("metadata") or {}):
            return str(info["metadata"]["etag"])
    return ""


def _says_missing(call: str, message: str) -> bool:
    """Clusters and jobs say in words, with status 400, that they are gone."""
    reads = (
        "GET /api/2.1/clusters/get",
        "GET /api/2.0/clusters/get",
        "GET /api/2.2/jobs/get",
    )
    return (call in reads and message.endswith("does not exist.")) or (
        call in reads and message.endswith("does not exist")
    )


def _asked_pause(header: str | None, pause: float) -> float:
    try:
        return float(header) if header else pause
    except ValueError:
        return pause
