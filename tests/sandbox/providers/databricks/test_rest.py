"""Calls with retries, against a small server."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from modelstacks.sandbox.providers.databricks.configuration import Configuration
from modelstacks.sandbox.providers.databricks.rest import (
    AnswerLostError,
    ApiError,
    Client,
    MissingError,
    Rest,
)
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError, StoppedError

Answer = tuple[int, Any, dict[str, str]] | None


class Server:
    """Answers what a script says, call by call; nothing drops the connection."""

    def __init__(self) -> None:
        self.script: list[Answer] = []
        self.calls: list[tuple[str, str, str, Any]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                agent = self.headers.get("User-Agent", "")
                outer.calls.append((self.command, self.path, agent, body))
                step = outer.script.pop(0) if outer.script else (200, {}, {})
                if step is None:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                status, content, headers = step
                data = json.dumps(content).encode()
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(data))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815

            def log_message(self, *arguments: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.http.shutdown()
    server.http.server_close()


def _client(port: int, *, retry: float = 5, stopping: threading.Event | None = None) -> Client:
    configuration = Configuration(host="127.0.0.1", port=port, token="t0ken", retry_seconds=retry)
    return Client(Rest(configuration, stopping or threading.Event()), "resource/cluster")


@pytest.fixture
def client(server: Server) -> Client:
    return _client(server.http.server_port)


def test_a_call_says_which_resource_makes_it(server: Server, client: Client) -> None:
    server.script = [(200, {"a": 1}, {})]
    assert client.get("/x", path="/Shared", page=2) == {"a": 1}
    [(method, path, agent, body)] = server.calls
    assert (method, path, body) == ("GET", "/x?path=%2FShared&page=2", None)
    assert "resource/cluster" in agent.split()
    assert agent.startswith("databricks-tf-provider/1.99.0")


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_busy_server_is_asked_again(
    server: Server, client: Client, status: int, method: str
) -> None:
    server.script = [(status, {"message": "later"}, {"Retry-After": "0"}), (200, {"a": 1}, {})]
    call: Callable[..., Any] = client.get if method == "get" else lambda path: client.post(path, {})
    assert call("/x") == {"a": 1}
    assert len(server.calls) == 2


def test_a_server_that_stays_busy_is_told(server: Server) -> None:
    server.script = [(429, {"error_code": "LIMIT", "message": "too many"}, {})] * 5
    with pytest.raises(ApiError, match="too many"):
        _client(server.http.server_port, retry=0.2).get("/x")


def test_retry_after_is_honoured(server: Server) -> None:
    server.script = [(429, {"message": "later"}, {"Retry-After": "60"})]
    started = time.monotonic()
    with pytest.raises(ApiError, match="later"):
        _client(server.http.server_port, retry=1).get("/x")
    assert time.monotonic() - started < 1


def test_a_dropped_answer_is_asked_for_again_where_that_is_safe(
    server: Server, client: Client
) -> None:
    server.script = [None, (200, {"a": 1}, {})]
    assert client.get("/x") == {"a": 1}


@pytest.mark.parametrize("method", ["post", "patch"])
def test_a_dropped_answer_is_an_error_where_it_is_not(
    server: Server, client: Client, method: str
) -> None:
    server.script = [None]
    with pytest.raises(AnswerLostError, match="connection was lost") as caught:
        getattr(client, method)("/x", {"a": 1})
    assert "Apply again" in caught.value.detail
    assert len(server.calls) == 1


def test_nobody_there_names_the_command(unused_port: int) -> None:
    with pytest.raises(ProviderError, match="does not answer") as caught:
        _client(unused_port, retry=0.1).post("/x", {})
    assert "modelstacks sandbox up" in caught.value.detail


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_stop_ends_a_repetition(server: Server) -> None:
    stopping = threading.Event()
    stopping.set()
    server.script = [(503, {}, {})]
    with pytest.raises(StoppedError):
        _client(server.http.server_port, stopping=stopping).get("/x")


@pytest.mark.parametrize(
    ("call", "message", "missing"),
    [
        ("404 /api/2.1/unity-catalog/schemas/a.b", "gone", True),
        ("400 /api/2.1/clusters/get", "Cluster 1 does not exist", True),
        ("400 /api/2.2/jobs/get", "Job 1 does not exist.", True),
        ("400 /api/2.0/permissions/clusters/1", "Cluster 1 does not exist", False),
        ("400 /api/2.1/clusters/get", "bad", False),
    ],
)
def test_what_is_gone_is_told_from_what_is_wrong(
    server: Server, client: Client, call: str, message: str, missing: bool
) -> None:
    status, path = int(call[:3]), call[4:]
    server.script = [(status, {"error_code": "X", "message": message}, {})]
    with pytest.raises(ApiError, match=message) as caught:
        client.get(path)
    assert isinstance(caught.value, MissingError) is missing
    assert caught.value.detail == f"GET {path}: {status} X"


def test_the_caller_is_asked_for_once(server: Server, client: Client) -> None:
    server.script = [(200, {"userName": "me"}, {})]
    assert client.me() == client.me() == {"userName": "me"}
    assert len(server.calls) == 1
