"""How a call is named: by its protocol, or by method and path where there is nothing else."""

from dataclasses import replace

import pytest

from modelstacks.sandbox.aws.operations import UNKNOWN, is_read, operation_of
from modelstacks.sandbox.aws.request import AwsRequest

FORM = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}


def request(
    service: str,
    method: str = "POST",
    path: str = "/",
    query: str = "",
    body: str = "",
    **headers: str,
) -> AwsRequest:
    scope = f"AKIA/20261125/us-east-1/{service}/aws4_request"
    signed = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return AwsRequest(
        method=method,
        path=path,
        query=query,
        headers={"authorization": signed, **FORM, **named},
        body=body.encode(),
    )


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (request("iam", body="Action=CreateRole&RoleName=r"), "CreateRole"),
        (request("kms", x_amz_target="TrentService.CreateKey"), "CreateKey"),
        (request("monitoring", path="/service/X/operation/PutMetricAlarm"), "PutMetricAlarm"),
        (request("s3", "PUT", "/bucket"), "CreateBucket"),
        (request("s3", "GET", "/"), "ListBuckets"),
        (request("s3", "GET", "/bucket", "list-type=2&prefix=a"), "ListObjectsV2"),
        (request("s3", "PUT", "/bucket", "policy"), "PutBucketPolicy"),
        (request("s3", "PUT", "/bucket", "lifecycle"), "PutBucketLifecycleConfiguration"),
        (request("s3", "GET", "/bucket", "analytics"), "ListBucketAnalyticsConfigurations"),
        (request("s3", "PUT", "/bucket/a/b%20c"), "PutObject"),
        (request("s3", "PUT", "/bucket/a", "partNumber=1&uploadId=u"), "UploadPart"),
        (request("s3", "PUT", "/bucket/a", x_amz_copy_source="b/c"), "CopyObject"),
        (request("s3", "POST", "/bucket", "delete"), "DeleteObjects"),
        (
            request("s3", "GET", "/v20180820/tags/arn", x_amz_account_id="123456789012"),
            "ListTagsForResource",
        ),
        (request("ec2", body="Nothing=1"), UNKNOWN),
        (request("s3", "PATCH", "/bucket"), UNKNOWN),
    ],
)
def test_name(call: AwsRequest, name: str) -> None:
    assert operation_of(call) == name


@pytest.mark.parametrize(
    ("service", "operation", "reads"),
    [
        ("ec2", "DescribeVpcs", True),
        ("kms", "Decrypt", True),
        ("kms", "GenerateDataKey", True),
        ("s3", "HeadBucket", True),
        ("iam", "CreateRole", False),
        ("sts", "AssumeRole", False),
        ("sts", "GetSessionToken", False),
        ("ec2", "AuthorizeSecurityGroupIngress", False),
        ("logs", "PutRetentionPolicy", False),
    ],
)
def test_what_only_reads(service: str, operation: str, reads: bool) -> None:
    assert is_read(service, operation) is reads


def test_a_retry_means_the_same() -> None:
    # given a call, and its retry with another token, signature and order of members
    first = request("ec2", body="Action=CreateVpcEndpoint&VpcId=vpc-1&ClientToken=a")
    again = request("ec2", body="ClientToken=b&VpcId=vpc-1&Action=CreateVpcEndpoint")
    again = replace(again, headers={**again.headers, "authorization": "another"})
    other = request("ec2", body="Action=CreateVpcEndpoint&VpcId=vpc-2&ClientToken=a")

    assert again.meaning == first.meaning
    assert other.meaning != first.meaning


def test_a_presigned_call_has_its_credential_in_the_query() -> None:
    credential = "AKIA%2F20261125%2Feu-west-1%2Fs3%2Faws4_request"
    plain = AwsRequest(method="GET", path="/b/k", query="", headers={}, body=b"")
    signed = replace(plain, query=f"X-Amz-Credential={credential}&X-Amz-Signature=0")
    assert signed.credential == ("AKIA", "eu-west-1", "s3")
    assert signed.meaning == plain.meaning
