"""What AWS holds outlives the process, is the same in every sandbox, and goes with a reset."""

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sandbox.aws.aws_sandbox import DATA, OTHER_ACCOUNT, SETTINGS, WORKSPACE, Clients

from modelstacks.sandbox import lock
from modelstacks.sandbox.aws.client import aws_client
from modelstacks.sandbox.aws.inventory import is_empty, left_over
from modelstacks.sandbox.aws.journal import Journal
from modelstacks.sandbox.client import SandboxClient
from modelstacks.sandbox.home import SandboxHome
from modelstacks.sandbox.process import ensure_running, stop
from modelstacks.sandbox.reset import reset

TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


@pytest.fixture
def own(tmp_path: Path) -> Iterator[SandboxHome]:
    made = SandboxHome(tmp_path / ".sandbox")
    yield made
    stop(made)


def inventory(home: SandboxHome) -> dict[str, Any]:
    address = ensure_running(home, SETTINGS)
    return SandboxClient(port=address.port, token=home.read_token()).aws_inventory()


def create_key(aws: Any) -> str:
    made = aws("kms").create_key(Description="of test_restart", Policy=TRUST)
    return str(made["KeyMetadata"]["KeyId"])


def create_role(aws: Any) -> str:
    made = aws("iam").create_role(RoleName="restart", AssumeRolePolicyDocument=TRUST)
    return str(made["Role"]["RoleId"])


def create_peering(aws: Any) -> str:
    made = aws("ec2").create_vpc_peering_connection(
        VpcId=WORKSPACE.id,
        PeerVpcId=DATA.id,
        PeerOwnerId=OTHER_ACCOUNT,
        PeerRegion="eu-west-1",
        TagSpecifications=[
            {
                "ResourceType": "vpc-peering-connection",
                "Tags": [{"Key": "Name", "Value": "of test_restart"}],
            }
        ],
    )
    return str(made["VpcPeeringConnection"]["VpcPeeringConnectionId"])


def test_from_the_first_call_to_a_reset(own: SandboxHome, aws: Clients) -> None:
    # given a new sandbox: it holds the seed and nothing else, which is known without moto
    first = ensure_running(own, SETTINGS)
    fresh = inventory(own)
    assert is_empty(fresh)
    assert [vpc["id"] for vpc in fresh["vpcs"]] == [DATA.id, WORKSPACE.id]

    def mine(service: str, region: str | None = None, account: str | None = None) -> Any:
        return aws_client(service, region, account, home=own)

    # and moto, once it is there, tells the same
    mine("sts").get_caller_identity()
    assert inventory(own) == fresh

    # when two sandboxes are given the same objects in another order, with calls in between
    made = {make.__name__: make(mine) for make in (create_key, create_role, create_peering)}
    aws("ec2").describe_vpcs()
    others = {make.__name__: make(aws) for make in (create_peering, create_role, create_key)}

    # then the ids are the same, and a second object of the same kind gets another one
    assert made == others
    assert create_key(mine) not in made.values()
    mine("s3").create_bucket(Bucket="restart-bucket")
    mine("s3").put_object(Bucket="restart-bucket", Key="a/b c", Body=b"\x00\xff")
    keys = mine("sts").assume_role(
        RoleArn=f"arn:aws:iam::{OTHER_ACCOUNT}:role/any", RoleSessionName="tests"
    )["Credentials"]
    role = mine("iam").get_role(RoleName="restart")["Role"]
    before = inventory(own)
    assert set(left_over(before)) == {"buckets", "keys", "peerings", "roles"}

    # and when it is killed while it writes
    os.kill(first.pid, signal.SIGKILL)
    while lock.holder(own.lock) is not None:
        time.sleep(0.02)
    with own.aws_journal.open("ab") as journal:
        journal.write(b'{"service":"iam","opera')

    # then all of it is there again under the same address: ids, dates, contents, issued keys
    second = ensure_running(own, SETTINGS)
    assert second.pid != first.pid
    assert second.aws_url == first.aws_url
    assert inventory(own) == before
    assert mine("iam").get_role(RoleName="restart")["Role"] == role
    stored = mine("s3").get_object(Bucket="restart-bucket", Key="a/b c")["Body"].read()
    assert stored == b"\x00\xff"
    import boto3

    assumed = boto3.client(
        "sts",
        region_name="us-east-1",
        endpoint_url=second.aws_url,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    assert assumed.get_caller_identity()["Account"] == OTHER_ACCOUNT

    # and ids go on where they were
    assert create_key(mine) not in [key["id"] for key in before["keys"]]

    # and no credential is in the journal or the log
    text = own.aws_journal.read_text() + own.server_log.read_text()
    for secret in (keys["SecretAccessKey"], keys["SessionToken"], "Credential=", "AKIASANDBOX"):
        assert secret not in text

    # when it is reset and kept, then the journal lies aside, and the seed is all there is
    aside = reset(own, keep=True).aside
    assert aside is not None
    assert (aside / own.aws_journal.name).exists()
    assert inventory(own) == fresh


def test_what_was_destroyed_is_forgotten(own: SandboxHome) -> None:
    # given a sandbox in which everything was destroyed but a key that AWS keeps for a while
    ensure_running(own, SETTINGS)

    def mine(service: str) -> Any:
        return aws_client(service, home=own)

    key = create_key(mine)
    create_role(mine)
    connection = create_peering(mine)
    mine("kms").schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    mine("iam").delete_role(RoleName="restart")
    mine("ec2").delete_vpc_peering_connection(VpcPeeringConnectionId=connection)
    before = inventory(own)
    assert is_empty(before)

    # when it starts again, then only the key's calls are left in the journal, and nothing changed
    stop(own)
    assert inventory(own) == before
    services = {entry.service for entry in Journal(own.aws_journal).entries}
    assert services == {"kms"}
    assert create_role(mine)


def test_a_damaged_journal_is_refused_until_a_reset(own: SandboxHome) -> None:
    # given a journal that is none
    own.make()
    own.aws_journal.write_bytes(b"rubbish\n" * 3)

    # then the sandbox does not start and says why, and a reset sets the journal aside
    with pytest.raises(Exception, match="what the AWS half of the sandbox holds cannot be read"):
        ensure_running(own, SETTINGS)
    assert own.aws_journal.read_bytes() == b"rubbish\n" * 3
    done = reset(own, keep=False)
    assert done.was_damaged
    assert done.aside is not None
    assert (done.aside / own.aws_journal.name).read_bytes() == b"rubbish\n" * 3


def test_the_profile_leads_to_it(home: SandboxHome, monkeypatch: pytest.MonkeyPatch) -> None:
    # given the two files, as Terraform and the AWS tools read them
    address = ensure_running(home, SETTINGS)
    for name, path in (
        ("AWS_CONFIG_FILE", home.awsconfig),
        ("AWS_SHARED_CREDENTIALS_FILE", home.awscredentials),
    ):
        monkeypatch.setenv(name, str(path))
        assert path.stat().st_mode & 0o077 == 0
    import boto3

    # then a client that knows nothing but the profile's name comes out there
    session = boto3.Session(profile_name="modelstacks-sandbox")
    s3 = session.client("s3")
    assert s3.meta.endpoint_url == address.aws_url
    assert s3.meta.region_name == "us-east-1"
    assert s3.meta.config.s3 == {"addressing_style": "path"}
