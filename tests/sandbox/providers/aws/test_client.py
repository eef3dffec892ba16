"""Calls: what is repeated, for how long, and what an error says."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sandbox.providers.aws.cloud import Cloud

from modelstacks.sandbox.providers.aws.errors import AwsError, MissingError, MotoGapError
from modelstacks.sandbox.providers.plugin.diagnostics import StoppedError

_CALLER = (
    "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:x</Arn><UserId>u</UserId>"
    "<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
)
_ATTACHED = "<AttachRolePolicyResponse></AttachRolePolicyResponse>"
_PAGE = "<!doctype html>\n<html lang=en><title>500 Internal Server Error</title>"


def _error(code: str, message: str = "m") -> str:
    return (
        f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error>"
        "</ErrorResponse>"
    )


@contextmanager
def _answers(*answers: tuple[int, str]) -> Iterator[tuple[Cloud, list[str]]]:
    """Serve the given answers one after the other, the last one for ever."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            status, body = answers[min(len(asked), len(answers) - 1)]
            asked.append(self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Cloud(port=server.server_address[1]), asked
    finally:
        server.shutdown()
        server.server_close()


def test_a_throttled_call_is_repeated() -> None:
    throttled = (400, _error("Throttling"))
    with _answers(throttled, throttled, (200, _CALLER)) as (cloud, asked):
        assert cloud.provider().client("x").account == "123456789012"
        assert len(asked) == 3


def test_what_has_not_spread_is_repeated_only_where_that_is_a_matter_of_time() -> None:
    missing = (404, _error("NoSuchEntity", "no such role"))
    with _answers(missing, missing, (200, _ATTACHED)) as (cloud, asked):
        iam = cloud.provider().client("x").service("iam")
        with pytest.raises(MissingError, match="NoSuchEntity: no such role") as caught:
            iam.attach_role_policy(RoleName="r", PolicyArn="arn:aws:iam::123456789012:policy/p")
        assert "iam attach_role_policy in us-east-1" in caught.value.detail
        settling = iam.until(lambda error: error.code == "NoSuchEntity")
        settling.attach_role_policy(RoleName="r", PolicyArn="arn:aws:iam::123456789012:policy/p")
        assert len(asked) == 3


def test_a_call_that_moto_lacks_is_named_and_not_repeated() -> None:
    with _answers((500, _PAGE)) as (cloud, asked):
        aws = cloud.provider().client("x")
        with pytest.raises(MotoGapError, match="cannot answer iam list_instance_profile_tags"):
            aws.service("iam").list_instance_profile_tags(InstanceProfileName="p")
        with pytest.raises(MotoGapError, match="cannot answer budgets describe_budgets"):
            aws.service("budgets").describe_budgets(AccountId="123456789012")
        assert len(asked) == 2


def test_a_refusal_says_code_call_and_what_to_do() -> None:
    with _answers((409, _error("EntityAlreadyExists", "role r exists"))) as (cloud, _asked):
        with pytest.raises(AwsError, match=r"^EntityAlreadyExists: role r exists$") as caught:
            cloud.provider().client("x").service("iam").delete_role(RoleName="r")
        assert caught.value.detail == (
            "iam delete_role in us-east-1. Import it, or choose another name."
        )


def test_a_stop_ends_the_repeating() -> None:
    with _answers((400, _error("Throttling"))) as (cloud, _asked):
        provider = cloud.provider()
        provider.stopping.set()
        with pytest.raises(StoppedError, match="sts get_caller_identity"):
            _ = provider.client("x").account
