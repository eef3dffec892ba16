"""The provider on the sandbox itself: its profile, its seeds, its faults."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sandbox.aws.aws_sandbox import SETTINGS, WORKSPACE
from sandbox.providers.aws.lifecycles import TRUST, policy
from sandbox.providers.plugin_calls import Terraform

from modelstacks.sandbox.client import SandboxClient
from modelstacks.sandbox.home import PROFILE, SandboxHome
from modelstacks.sandbox.process import ensure_running, stop
from modelstacks.sandbox.providers.aws.provider import AwsProvider
from modelstacks.sandbox.providers.plugin.engine import DataEngine
from modelstacks.sandbox.providers.plugin.state import empty


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxHome]:
    made = SandboxHome(Path(tmp_path_factory.mktemp("provider")) / ".sandbox")
    ensure_running(made, SETTINGS)
    yield made
    stop(made)


@pytest.fixture
def admin(home: SandboxHome) -> Iterator[SandboxClient]:
    address = ensure_running(home, SETTINGS)
    client = SandboxClient(port=address.port, token=home.read_token())
    yield client
    client.clear_faults()


@pytest.fixture
def provider(home: SandboxHome) -> AwsProvider:
    made = AwsProvider()
    config = {
        **empty(made.provider_schema().block),
        "profile": PROFILE,
        "shared_config_files": [str(home.awsconfig)],
        "shared_credentials_files": [str(home.awscredentials)],
    }
    assert made.configure(config) == []
    return made


def test_what_is_seeded_is_found(provider: AwsProvider) -> None:
    table = provider.data_source("aws_vpc")
    assert table is not None
    block = provider.data_source_schema("aws_vpc").block
    engine = DataEngine(block=block, table=table, client=provider.client("data/vpc"))
    outcome = engine.read({**empty(block), "id": WORKSPACE.id})
    assert outcome.state is not None
    assert outcome.state["cidr_block"] == "10.1.0.0/16"
    blocks = {item["cidr_block"] for item in outcome.state["cidr_block_associations"]}
    assert blocks == {"10.1.0.0/16", "10.2.0.0/16"}


def test_what_takes_its_time_is_waited_for(provider: AwsProvider, admin: SandboxClient) -> None:
    # given a throttled AWS, to which a new role takes two tries to arrive
    admin.add_fault({"kind": "throttle", "match": "iam:*", "times": 2})
    roles = Terraform(provider, "aws_iam_role")
    role = roles.created(name="slow", assume_role_policy=TRUST)
    admin.add_fault({"kind": "role-not-propagated", "match": "slow", "times": 2})

    # when a profile and a key name it, then both are made in the first apply
    profiles = Terraform(provider, "aws_iam_instance_profile")
    assert profiles.created(name="slow", role="slow")["role"] == "slow"
    admin.add_fault({"kind": "role-not-propagated", "match": "slow", "times": 2})
    allowed = {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}
    root = f"arn:aws:iam::{role['arn'].split(':')[4]}:root"
    names = policy({**allowed, "Principal": {"AWS": [root, role["arn"]]}})
    key = Terraform(provider, "aws_kms_key").created(policy=names)
    assert key["policy"] == names
    assert admin.faults() == []


def test_a_refusal_is_told_once(provider: AwsProvider, admin: SandboxClient) -> None:
    fault = {"kind": "aws-error", "match": "s3:CreateBucket", "code": "AccessDenied", "status": 403}
    admin.add_fault(fault)
    terraform = Terraform(provider, "aws_s3_bucket")
    response = terraform.apply(terraform.config(bucket="refused"))
    [said] = response.diagnostics
    assert "cannot create s3 bucket: AccessDenied" in said.summary
    assert "s3 create_bucket in us-east-1" in said.detail
    assert terraform.created(bucket="refused")["id"] == "refused"
