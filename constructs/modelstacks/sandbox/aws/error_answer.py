"""Refusals in the words of each AWS protocol."""

import json
from dataclasses import dataclass
from xml.sax.saxutils import escape

from modelstacks.sandbox.aws.request import AwsRequest

_REQUEST_ID = "00000000-0000-0000-0000-000000000000"
_CBOR_SHORT, _CBOR_BYTE, _CBOR_TEXT, _CBOR_MAP = 24, 256, 0x60, 0xA0


@dataclass(frozen=True, kw_only=True)
class AwsAnswer:
    """An answer: what goes back over the wire."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    code: str | None = None
    """The error's code, where it is one of ours."""


def refusal(request: AwsRequest, *, status: int, code: str, message: str) -> AwsAnswer:
    """Refuse a call so that the caller's SDK reads code and message."""
    kind, body = _body(request, code, message)
    headers = [
        ("Content-Type", kind),
        ("x-amzn-RequestId", _REQUEST_ID),
        ("x-amzn-ErrorType", code),
    ]
    if "smithy-protocol" in request.headers:
        headers.append(("smithy-protocol", request.headers["smithy-protocol"]))
    return AwsAnswer(
        status=status,
        headers=tuple(headers),
        body=b"" if request.method == "HEAD" else body,
        code=code,
    )


def _body(request: AwsRequest, code: str, message: str) -> tuple[str, bytes]:
    if request.headers.get("smithy-protocol") == "rpc-v2-cbor":
        return "application/cbor", _cbor({"__type": code, "message": message})
    if not _speaks_xml(request):
        text = json.dumps({"__type": code, "message": message})
        return "application/x-amz-json-1.1", text.encode()
    error = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if request.service in ("s3", ""):
        text = f"<Error>{error}<RequestId>{_REQUEST_ID}</RequestId></Error>"
    elif request.service == "ec2":
        text = (
            f"<Response><Errors><Error>{error}</Error></Errors>"
            f"<RequestID>{_REQUEST_ID}</RequestID></Response>"
        )
    else:
        text = (
            f"<ErrorResponse><Error><Type>Sender</Type>{error}</Error>"
            f"<RequestId>{_REQUEST_ID}</RequestId></ErrorResponse>"
        )
    return "text/xml", f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def _speaks_xml(request: AwsRequest) -> bool:
    return request.service in ("s3", "s3control", "") or "Action" in request.form


def _cbor(value: dict[str, str]) -> bytes:
    """Encode a small map of texts."""
    return bytes([_CBOR_MAP | len(value)]) + b"".join(
        _cbor_text(text) for pair in value.items() for text in pair
    )


def _cbor_text(text: str) -> bytes:
    raw = text.encode()
    if len(raw) < _CBOR_SHORT:
        return bytes([_CBOR_TEXT | len(raw)]) + raw
    if len(raw) < _CBOR_BYTE:
        return bytes([_CBOR_TEXT | 24, len(raw)]) + raw
    return bytes([_CBOR_TEXT | 25]) + len(raw).to_bytes(2, "big") + raw
