"""What both halves of the sandbox do with a request before they read it."""

from starlette.types import Receive

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""The names that a request may be addressed to: no web page can make its reader's browser use one
of them as another site's."""

MAX_BODY = 32 * 1024 * 1024


class DroppedConnectionError(Exception):
    """A dropped connection where the server offers no socket to close."""


def host_name(host: str) -> str:
    """Return a `Host` header without its port."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].lower()


async def whole_body(receive: Receive) -> bytes | None:
    """Return the body of a request, or `None` when it is larger than `MAX_BODY`."""
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MAX_BODY:
            return None
    return body


async def drop(receive: Receive) -> None:
    """Close the socket without an answer. Uvicorn keeps it on the object behind `receive`."""
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is None:
        raise DroppedConnectionError
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
