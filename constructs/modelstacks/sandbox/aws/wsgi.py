"""Calling a WSGI application with one request that was read whole."""

import io
import sys
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from modelstacks.sandbox.aws.error_answer import AwsAnswer
from modelstacks.sandbox.aws.request import AwsRequest

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_OWN_NAMES = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
_META = "x-amz-meta-"
_META_NAMES = "moto.preserved_header_names"
"""Where moto looks for the names of S3 metadata with underscores, which WSGI cannot tell."""


def call(application: Application, request: AwsRequest) -> AwsAnswer:
    """Return the application's answer."""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[..., Any]:
        started.append((status, headers))
        return lambda _: None

    parts = application(_environ(request), start_response)
    try:
        body = b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
    status, headers = started[-1]
    return AwsAnswer(status=int(status.split()[0]), headers=tuple(headers), body=body)


def _environ(request: AwsRequest) -> dict[str, Any]:
    host, _, port = request.headers.get("host", "").partition(":")
    names = {_key(name): name for name in request.headers if name.startswith(_META)}
    return {
        **{_key(name): value for name, value in request.headers.items()},
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(request.path).decode("latin-1"),
        "RAW_URI": f"{request.path}?{request.query}" if request.query else request.path,
        "QUERY_STRING": request.query,
        "CONTENT_LENGTH": str(len(request.body)),
        "SERVER_NAME": host,
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        _META_NAMES: {key: name for key, name in names.items() if "_" in name},
    }


def _key(header: str) -> str:
    return _OWN_NAMES.get(header) or f"HTTP_{header.upper().replace('-', '_')}"
