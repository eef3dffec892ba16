"""Talking to a running sandbox: its own routes, beside those of Databricks."""

import json
from http.client import HTTPConnection, HTTPException
from typing import Any

from modelstacks.errors import ModelStacksError
from modelstacks.sandbox.port import HOST

_TIMEOUT_SECONDS = 10.0

_AWS_SECONDS = 120.0
"""For questions about AWS: the first one after a start waits for moto, and for its journal."""


class SandboxClientError(ModelStacksError):
    """The sandbox refused, or did not answer."""


class SandboxClient:
    """The sandbox on `port`. The standard library is enough, and fast to load."""

    def __init__(self, *, port: int, token: str) -> None:
        self._port = port
        self._token = token

    def identity(self) -> str | None:
        """Return which sandbox answers on the port, or None when none does."""
        connection = HTTPConnection(HOST, self._port, timeout=_TIMEOUT_SECONDS)
        try:
            connection.request("GET", "/sandbox/health")
            return connection.getresponse().headers.get("x-modelstacks-sandbox")
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()

    def inventory(self) -> dict[str, Any]:
        """Return what exists, grouped by kind."""
        return self._call("GET", "/sandbox/inventory")

    def aws_inventory(self) -> dict[str, Any]:
        """Return what exists in AWS, grouped by kind; see `aws.inventory`."""
        return self._call("GET", "/sandbox/aws", timeout=_AWS_SECONDS)

    def unknown_routes(self) -> dict[str, Any]:
        """Return how many calls found no route, and which."""
        return self._call("GET", "/sandbox/unknown-routes")

    def calls(self) -> list[dict[str, Any]]:
        """Return the latest calls, oldest first."""
        calls: list[dict[str, Any]] = self._call("GET", "/sandbox/calls")["calls"]
        return calls

    def faults(self) -> list[dict[str, Any]]:
        """Return the faults that can still strike."""
        faults: list[dict[str, Any]] = self._call("GET", "/sandbox/faults")["faults"]
        return faults

    def add_fault(self, fault: dict[str, Any]) -> dict[str, Any]:
        """Set a fault."""
        return self._call("POST", "/sandbox/faults", fault)

    def clear_faults(self) -> int:
        """Remove every fault; return how many there were."""
        return int(self._call("DELETE", "/sandbox/faults")["removed"])

    def api(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return what a call of the workspace's API answers; `SandboxClientError` if refused."""
        return self._call(method, path, body)

    def _call(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        timeout: float = _TIMEOUT_SECONDS,
    ) -> dict[str, Any]:
        connection = HTTPConnection(HOST, self._port, timeout=timeout)
        try:
            connection.request(
                method,
                path,
                body=None if body is None else json.dumps(body),
                headers={"Authorization": f"Bearer {self._token}"},
            )
            response = connection.getresponse()
            answer: dict[str, Any] = json.loads(response.read() or b"{}")
        except (OSError, HTTPException, ValueError) as error:
            raise SandboxClientError(
                f"The sandbox on port {self._port} does not answer: {error}."
            ) from error
        finally:
            connection.close()
        if response.status >= 400:  # noqa: PLR2004
            problems = answer.get("problems") or [answer.get("message", response.reason)]
            raise SandboxClientError("\n".join(str(problem) for problem in problems))
        return answer
