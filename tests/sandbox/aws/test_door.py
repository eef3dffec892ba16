"""Who and what is let in, and how a refusal reads in each protocol."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.exceptions import ClientError
from sandbox.aws.aws_sandbox import Clients

from modelstacks.sandbox.client import SandboxClient


def bare(aws: Clients, path: str, **headers: str) -> tuple[int, str]:
    address = urlsplit(aws("sts").meta.endpoint_url)
    connection = HTTPConnection(str(address.hostname), address.port or 80, timeout=10)
    try:
        connection.request("POST", path, body=b"Action=CreateRole", headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_unsigned_calls_are_refused(aws: Clients) -> None:
    # as a web page would make them, which cannot sign
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    status, text = bare(aws, "/", **form)
    assert status == 403
    assert "MissingAuthenticationToken" in text


def test_a_host_that_is_not_this_machine_is_refused(aws: Clients) -> None:
    status, text = bare(aws, "/", Host="evil.example")
    assert status == 403
    assert "loopback" in text


def test_nobody_gets_round_the_journal(aws: Clients) -> None:
    # moto's own reset would leave the journal as it is
    assert bare(aws, "/moto-api/reset")[0] == 501


def test_keys_of_a_real_account_are_refused(aws: Clients) -> None:
    client = boto3.client(
        "iam",
        region_name="us-east-1",
        endpoint_url=aws("iam").meta.endpoint_url,
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="real",
    )
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        client.list_roles()


@pytest.mark.parametrize(
    ("service", "operation", "arguments"),
    [
        ("lambda", "list_functions", {}),
        ("secretsmanager", "list_secrets", {}),
        ("rds", "describe_db_instances", {}),
        ("ec2", "describe_instance_types", {}),
        ("iam", "list_instance_profile_tags", {"InstanceProfileName": "p"}),
    ],
)
def test_what_is_not_served_says_so_and_is_counted(
    aws: Clients,
    admin: SandboxClient,
    service: str,
    operation: str,
    arguments: dict[str, str],
) -> None:
    before = admin.unknown_routes()["count"]
    with pytest.raises(ClientError) as caught:
        getattr(aws(service), operation)(**arguments)
    assert caught.value.response["Error"]["Code"] == "NotImplemented"
    assert admin.unknown_routes()["count"] == before + 1


def test_calls_are_told_without_their_contents(aws: Clients, admin: SandboxClient) -> None:
    with pytest.raises(ClientError, match="NoSuchEntity"):
        aws("iam").get_role(RoleName="nobody-at-all")
    last = admin.calls()[-1]
    assert last == {
        "method": "AWS",
        "path": "iam:GetRole",
        "account": "123456789012",
        "region": "us-east-1",
        "status": 404,
        "code": None,
        "resource": None,
    }
