"""What goes wrong in a cloud: a clear error, and a state that the next apply repairs."""

from subprocess import CompletedProcess

import pytest
from support.holdings import holdings, pending_keys
from support.project import Project

from modelstacks.sandbox.aws.seeds import ACCOUNT, seeded_id

pytestmark = pytest.mark.e2e

LOCAL = "config/environments/local.yaml"
FAMILY = "config/families/t5.yaml"
BUCKET = f"modelstacks-local-t5-{ACCOUNT}"
STRANGER = "222222222222"
"""Another AWS account."""


@pytest.fixture
def small(project: Project) -> Project:
    """Only t5-base, so that each apply takes little time."""
    (project.root / FAMILY).write_text(
        "family: t5\nstorage:\n  bucket: {}\n"
        "models:\n  t5-base:\n    interactive: {}\n    serve: {version: 1}\n"
    )
    project.synth()
    project.init()
    return project


def taken_by_somebody(project: Project) -> str:
    """Take our bucket's name in another account, join our VPCs in ours; return the peering."""
    project.aws("s3", account=STRANGER).create_bucket(Bucket=BUCKET)
    ours, theirs = (seeded_id("vpc", ACCOUNT, "us-east-1", name) for name in ("workspace", "data"))
    answer = project.aws("ec2").create_vpc_peering_connection(VpcId=ours, PeerVpcId=theirs)
    return str(answer["VpcPeeringConnection"]["VpcPeeringConnectionId"])


def busy_for_a_moment(project: Project) -> None:
    """Let both halves refuse some calls that may come again."""
    for kind, aws in (("throttle", "iam:*"), ("unavailable", "s3:*")):
        project.fault(kind, "--times", "2")
        project.fault(kind, "--match", aws, "--times", "2")


def told_by(failed: CompletedProcess[str]) -> str:
    """What Terraform says of a failure, on one line."""
    assert failed.returncode == 1
    return " ".join(failed.stderr.split())


def key_of_bucket(project: Project, bucket: str) -> str:
    """ARN of the key that a bucket encrypts with."""
    found = project.aws("s3").get_bucket_encryption(Bucket=bucket)
    (rule,) = found["ServerSideEncryptionConfiguration"]["Rules"]
    return str(rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"])


def test_faults_end_with_a_clear_error_and_the_next_apply_repairs(small: Project) -> None:
    # given no GPU capacity, roles that AWS has not heard of everywhere, a bucket of somebody else
    # under our name, and a peering of the same pair
    empty = holdings(small)
    small.fault("cluster-no-capacity")
    small.fault("role-not-propagated", "--times", "2")
    peering = taken_by_somebody(small)

    # when the stack is deployed
    told = told_by(small.apply(ok=False))

    # then Terraform says all of it at once, and how to go on
    assert "Not enough capacity" in told
    assert f"BucketAlreadyExists: bucket {BUCKET} exists" in told
    assert "shared by all accounts: choose another one" in told
    assert f"VpcPeeringConnectionAlreadyExists: {peering} connects" in told
    assert "Import it, or remove it first" in told

    # and roles were tried again until they had arrived
    assert told.count("Error: ") == 3
    assert small.api("GET", "/sandbox/faults")["faults"] == []

    # and the next apply repairs it, also through throttling and an outage of a moment
    small.edit(LOCAL, "    storage:\n", "    storage:\n      bucket: {name: ours-instead}\n")
    small.synth()
    small.aws("ec2").delete_vpc_peering_connection(VpcPeeringConnectionId=peering)
    busy_for_a_moment(small)
    small.apply()
    assert small.plan() == {}
    clusters = small.api("GET", "/api/2.1/clusters/list")["clusters"]
    assert {cluster["state"] for cluster in clusters} == {"RUNNING"}
    buckets = small.api("GET", "/sandbox/aws")["buckets"]
    assert [row["name"] for row in buckets] == [BUCKET, "ours-instead"]

    # given an endpoint whose update fails, and a key that somebody deletes, when both change and
    # Terraform does not look before
    (key,) = (row["id"] for row in small.api("GET", "/sandbox/aws")["keys"])
    small.aws("kms").schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    small.fault("endpoint-update-fails")
    small.edit(FAMILY, "serve: {version: 1}", "serve: {version: 1, concurrency: 16}")
    small.edit(LOCAL, "tags:\n", "tags:\n  Ticket: ml-42\n")
    small.synth()
    told = told_by(small.apply("-refresh=false", ok=False))

    # then the errors name both
    assert "UPDATE_FAILED" in told
    assert "databricks_model_serving.t5-base_endpoint" in told
    assert f"key {key} is pending deletion" in told
    assert "cancel-key-deletion" in told

    # and the next apply repairs it: with a new key, which alias and bucket go over to
    changes = small.plan()
    (made,) = (address for address, actions in changes.items() if actions != ["update"])
    assert made.startswith("aws_kms_key.")
    small.apply()
    assert small.plan() == {}
    (new,) = small.api("GET", "/sandbox/aws")["keys"]
    assert new["aliases"] == ["alias/local-t5"]
    assert key_of_bucket(small, "ours-instead").endswith(new["id"])

    # given a connection that is dropped while objects are removed
    small.fault("drop")
    small.fault("drop", "--match", "s3:DeleteBucket")
    small.destroy(ok=False)

    # then a second destroy leaves nothing behind
    small.destroy()
    assert small.addresses() == []
    small.aws("s3", account=STRANGER).delete_bucket(Bucket=BUCKET)
    assert holdings(small) == empty
    assert pending_keys(small) == 2
