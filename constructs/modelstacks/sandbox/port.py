"""Which port the sandbox listens on.

Ports come from a range below the one that operating systems hand out for outgoing connections, so
a sandbox that was stopped finds its port free again.
"""

import socket
from collections.abc import Iterator
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from modelstacks.errors import ModelStacksError

HOST = "127.0.0.1"
_FIRST, _COUNT = 15000, 10000
_TRIES = 200
_LOWEST, _HIGHEST = 1024, 65535


class PortInUseError(ModelStacksError):
    """The port that was asked for belongs to another program."""


def bind(*, wanted: int | None, remembered: int | None, root: Path) -> socket.socket:
    """Return a socket that listens on loopback.

    A port that was asked for is taken or refused. Otherwise the one of the last start, and where
    that is gone meanwhile, another free one.
    """
    if wanted is not None:
        listener = _listen(wanted)
        if listener is None:
            raise PortInUseError(_in_use(wanted, root))
        return listener
    for port in candidates(remembered=remembered, root=root):
        if listener := _listen(port):
            return listener
    raise PortInUseError(f"No free port on {HOST} from {_FIRST} to {_FIRST + _COUNT - 1}.")


def require_free(port: int, root: Path) -> None:
    """Raise `PortInUseError` unless `port` can be had."""
    bind(wanted=port, remembered=None, root=root).close()


def candidates(*, remembered: int | None, root: Path) -> Iterator[int]:
    """Yield the ports to try, best first: the remembered one, then some that `root` decides."""
    if remembered is not None:
        yield remembered
    start = int.from_bytes(sha256(str(root).encode()).digest()[:4], "big") % _COUNT
    for step in range(_TRIES):
        yield _FIRST + (start + step) % _COUNT


def _listen(port: int) -> socket.socket | None:
    # asyncio turns Nagle's algorithm off only where the protocol is named: else each answer on a
    # connection that was used before waits 40 ms for the acknowledgement of its own head.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(256)
    except PermissionError as error:
        listener.close()
        raise PortInUseError(
            f"Port {port} cannot be opened ({error.strerror}): those below {_LOWEST} belong to the"
            f" system.\n    nearest free port: {nearest_free(_LOWEST)}"
        ) from error
    except OSError:
        listener.close()
        return None
    return listener


def _in_use(port: int, root: Path) -> str:
    free = nearest_free(port)
    text = f"Port {port} on {HOST} is in use by {_who(port)}.\n    nearest free port: {free}\n"
    return text + (
        f"    fix: `modelstacks sandbox up --port {free}`, or change `sandbox.port` in"
        f" {root.parent / 'config/environments/local.yaml'}"
    )


def nearest_free(port: int) -> int:
    """Return the free port that is closest to `port`, upwards first."""
    for distance in range(1, 1000):
        for near in (port + distance, port - distance):
            if _LOWEST <= near <= _HIGHEST:
                with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    try:
                        probe.bind((HOST, near))
                    except OSError:
                        continue
                    return near
    return 0


def _who(port: int) -> str:
    connection = HTTPConnection(HOST, port, timeout=1)
    try:
        connection.request("GET", "/sandbox/health")
        response = connection.getresponse()
        root = response.headers.get("x-modelstacks-sandbox-folder")
    except (OSError, HTTPException):
        root = None
    finally:
        connection.close()
    return f"the sandbox of {root}" if root else "another program"
