"""A dropped connection, on a real socket: the caller gets no answer, and the server goes on."""

import http.client
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from sandbox.workspace.workspace_client import SCIM, TOKEN, Api


@pytest.fixture
def port(api: Api) -> Iterator[int]:
    """The port of a real server."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    server = uvicorn.Server(uvicorn.Config(api.app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join()
    listener.close()


def call(port: int, method: str, path: str, body: str | None = None) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body, {"Authorization": f"Bearer {TOKEN}"})
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_dropped_call_has_no_answer(port: int) -> None:
    # given a fault for one call
    path = f"{SCIM}/Groups"
    assert call(port, "POST", "/sandbox/faults", '{"kind": "drop", "match": "POST *"}') == 201

    # when it is made, then the connection ends without an answer
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        call(port, "POST", path, '{"displayName": "team"}')

    # and nothing was done, and the next one is served
    assert call(port, "POST", path, '{"displayName": "team"}') == 201
