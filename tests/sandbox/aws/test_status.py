"""AWS in `modelstacks sandbox status`."""

from io import StringIO

from rich.console import Console
from sandbox.aws.aws_sandbox import WORKSPACE, Clients

from modelstacks.sandbox.home import SandboxHome
from modelstacks.sandbox.status import look, show


def shown(home: SandboxHome) -> str:
    out = StringIO()
    show(look(home), Console(file=out, width=200, highlight=False))
    return out.getvalue()


def test_shows_both_halves_and_the_seed_apart(home: SandboxHome, aws: Clients) -> None:
    # given a bucket and a key
    aws("s3").create_bucket(Bucket="status-bucket")
    key = aws("kms").create_key()["KeyMetadata"]["KeyId"]
    aws("kms").create_alias(AliasName="alias/status", TargetKeyId=key)

    # then a person sees them by name, with the endpoint, and the seeded VPCs at the end
    text = shown(home)
    assert f"aws        {look(home).as_json()['server']['aws_url']}, account 123456789012" in text
    assert "alias/status" in text
    deployed, _, seed = text.partition("VPCs of local.yaml (2)")
    assert "status-bucket" in deployed
    assert WORKSPACE.id in seed
    assert WORKSPACE.subnet_route_table in seed
    assert f"nodes {WORKSPACE.group('nodes')}" in seed

    # and a machine sees which are which
    told = look(home).as_json()["aws"]
    assert {vpc["name"] for vpc in told["vpcs"] if vpc["system"]} == {"workspace", "data"}
    assert not any(bucket.get("system") for bucket in told["buckets"])


def test_a_key_that_waits_for_its_deletion_is_told_apart(home: SandboxHome, aws: Clients) -> None:
    key = aws("kms").create_key()["KeyMetadata"]["KeyId"]
    aws("kms").schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    told = look(home).aws
    assert key in [one["id"] for one in told["keys_pending_deletion"]]
    assert key not in [one["id"] for one in told["keys"]]
    assert "Keys that wait for their deletion" in shown(home)
