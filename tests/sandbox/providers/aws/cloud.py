"""A local AWS of its own for a test: moto, what is in it, and providers that are set up for it."""

import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
from botocore.config import Config

from modelstacks.sandbox.providers.aws.provider import AwsProvider
from modelstacks.sandbox.providers.plugin.state import empty
from modelstacks.sandbox.providers.plugin.values import Object

ACCOUNT = "123456789012"
OTHER_ACCOUNT = "222222222222"
OTHER_ROLE = f"arn:aws:iam::{OTHER_ACCOUNT}:role/anything"
_HERE = Path(__file__).parent


@cache
def _session() -> Any:
    return botocore.session.Session()


@dataclass(frozen=True)
class Cloud:
    """A running local AWS."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def reset(self) -> None:
        request = urllib.request.Request(f"{self.url}/moto-api/reset", method="POST", data=b"")
        urllib.request.urlopen(request).close()

    def client(self, service: str, *, region: str = "us-east-1", other: bool = False) -> Any:
        """Return a client beside the provider's, of the other account where asked for."""
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        if other:
            answer = self.client("sts").assume_role(RoleArn=OTHER_ROLE, RoleSessionName="test")
            found = answer["Credentials"]
            keys = {
                "aws_access_key_id": found["AccessKeyId"],
                "aws_secret_access_key": found["SecretAccessKey"],
                "aws_session_token": found["SessionToken"],
            }
        return _session().create_client(
            service,
            region_name=region,
            endpoint_url=self.url,
            config=Config(
                retries={"total_max_attempts": 1}, proxies={}, s3={"addressing_style": "path"}
            ),
            **keys,
        )

    def provider(self, **block: Any) -> AwsProvider:
        """Return a provider that talks to this AWS."""
        provider = AwsProvider()
        schema = provider.provider_schema().block
        everywhere = dict.fromkeys(schema.blocks["endpoints"].block.attributes)
        names = ("s3", "kms", "iam", "sts", "ec2", "logs", "cloudwatch", "sns", "budgets")
        endpoints = {**everywhere, **dict.fromkeys(names, self.url)}
        config: Object = {
            **empty(schema),
            "region": "us-east-1",
            "access_key": "test",
            "secret_key": "test",
            "endpoints": [endpoints],
            "skip_credentials_validation": True,
            **block,
        }
        assert provider.configure(config) == []
        return provider

    def vpc(self, cidr: str, *, region: str = "us-east-1", other: bool = False) -> str:
        ec2 = self.client("ec2", region=region, other=other)
        return str(ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"])


@contextmanager
def serve() -> Iterator[Cloud]:
    """Serve a local AWS while the block runs."""
    command = [sys.executable, str(_HERE / "serve_moto.py")]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Cloud(port=int(process.stdout.readline()))
        finally:
            process.stdin.close()
