"""Faults that strike calls to AWS."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError
from sandbox.aws.aws_sandbox import Clients

from modelstacks.sandbox.client import SandboxClient, SandboxClientError

ROLE = "arn:aws:iam::123456789012:role/family/local-t5-nodes"
NAMES_ROLE = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "kms:*", "Resource": "*"}
        ],
    }
)


def code_of(call: Callable[..., Any], **arguments: Any) -> str | None:
    try:
        call(**arguments)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return None


def test_one_operation_on_one_object_fails(aws: Clients, admin: SandboxClient) -> None:
    # given a fault on one bucket's creation
    admin.add_fault(
        {
            "kind": "aws-error",
            "match": "s3:CreateBucket fault-one",
            "code": "BucketAlreadyExists",
            "status": 409,
        }
    )
    s3 = aws("s3")

    # then other calls and buckets get through, and that one too, at the second try
    assert code_of(s3.list_buckets) is None
    assert code_of(s3.create_bucket, Bucket="fault-two") is None
    assert code_of(s3.create_bucket, Bucket="fault-one") == "BucketAlreadyExists"
    assert admin.calls()[-1]["status"] == 409
    assert code_of(s3.create_bucket, Bucket="fault-one") is None
    assert admin.faults() == []


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("ec2", "describe_vpcs", "RequestLimitExceeded"),
        ("iam", "list_roles", "Throttling"),
        ("kms", "list_keys", "ThrottlingException"),
        ("s3", "list_buckets", "SlowDown"),
        ("cloudwatch", "describe_alarms", "Throttling"),
        ("sns", "list_topics", "Throttling"),
        ("logs", "describe_log_groups", "ThrottlingException"),
    ],
)
def test_each_service_throttles_in_its_own_words(
    aws: Clients,
    admin: SandboxClient,
    service: str,
    operation: str,
    code: str,
) -> None:
    admin.add_fault({"kind": "throttle", "match": "*:*"})
    call = getattr(aws(service), operation)
    assert code_of(call) == code
    assert code_of(call) is None


def test_faults_of_the_workspace_leave_aws_alone(aws: Clients, admin: SandboxClient) -> None:
    admin.add_fault({"kind": "throttle", "for_seconds": 60})
    assert code_of(aws("iam").list_roles) is None


def test_a_dropped_connection(aws: Clients, admin: SandboxClient) -> None:
    admin.add_fault({"kind": "drop", "match": "iam:ListRoles"})
    with pytest.raises(ConnectionClosedError):
        aws("iam").list_roles()
    assert admin.calls()[-1]["status"] is None


def test_a_role_that_aws_has_not_heard_of_yet(aws: Clients, admin: SandboxClient) -> None:
    # given a role that takes two tries to arrive
    kms, iam = aws("kms"), aws("iam")
    admin.add_fault({"kind": "role-not-propagated", "match": "local-t5-*", "times": 2})

    # then only calls that name it fail, as they do at AWS, until it has
    assert code_of(kms.create_key) is None
    assert code_of(kms.create_key, Policy=NAMES_ROLE) == "MalformedPolicyDocumentException"
    assert (
        code_of(iam.create_role, RoleName="other", AssumeRolePolicyDocument=NAMES_ROLE)
        == "MalformedPolicyDocument"
    )
    assert code_of(kms.create_key, Policy=NAMES_ROLE) is None


def test_what_makes_no_sense_is_refused(admin: SandboxClient) -> None:
    with pytest.raises(SandboxClientError) as caught:
        admin.add_fault({"kind": "aws-error", "match": "/api/*", "status": 200})
    assert str(caught.value).splitlines() == [
        "aws-error needs code: the error that AWS gives, such as AccessDenied",
        "match is '/api/*'; aws-error strikes calls such as `iam:CreateRole`, `s3:*` or"
        " `s3:PutBucketPolicy BUCKET`",
        "status is 200; allowed: 400 to 599",
    ]
