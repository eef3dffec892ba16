"""The sandbox of these tests: two VPCs, in two accounts and regions; and one call."""

from typing import Any, Protocol

from modelstacks.sandbox.aws.journal import Entry
from modelstacks.sandbox.aws.seeds import VpcSeed
from modelstacks.settings.aws import SeededVpc
from modelstacks.settings.project import SandboxSettings

OTHER_ACCOUNT = "222222222222"
SETTINGS = SandboxSettings(
    polls=0,
    vpcs=(
        SeededVpc(
            name="workspace",
            cidr="10.1.0.0/16",
            secondary_cidrs=("10.2.0.0/16",),
            subnets=("10.1.0.0/24", "10.1.1.0/24", "10.2.0.0/24"),
            security_groups=("nodes",),
        ),
        SeededVpc(name="data", cidr="10.9.0.0/20", account=OTHER_ACCOUNT, region="eu-west-1"),
    ),
)

WORKSPACE, DATA = (VpcSeed.of(vpc, region="us-east-1") for vpc in SETTINGS.vpcs)

ENTRY = Entry(
    service="iam",
    operation="CreateRole",
    account="123456789012",
    region="us-east-1",
    at="2026-11-25T12:00:00+00:00",
    seed=1,
    occurrence=0,
    method="POST",
    path="/",
    query="",
    headers={"content-type": "application/x-www-form-urlencoded"},
    body=b"Action=CreateRole",
    answer="200 abc",
)
"""A call that changed something."""


class Clients(Protocol):
    """`aws_client` of one sandbox."""

    def __call__(self, service: str, region: str | None = None, account: str | None = None) -> Any:
        """Return a boto3 client."""
        ...
