"""The workspace looks into AWS before it takes an instance profile."""

import json
from http.client import HTTPConnection

from sandbox.aws.aws_sandbox import SETTINGS, Clients

from modelstacks.sandbox.home import SandboxHome
from modelstacks.sandbox.process import ensure_running

ARN = "arn:aws:iam::123456789012:instance-profile/view-nodes"
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "ec2.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)


def register(home: SandboxHome) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", ensure_running(home, SETTINGS).port, timeout=60)
    try:
        connection.request(
            "POST",
            "/api/2.0/instance-profiles/add",
            body=json.dumps({"instance_profile_arn": ARN}),
            headers={"Authorization": f"Bearer {home.read_token()}"},
        )
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_an_instance_profile_must_exist_with_its_role(home: SandboxHome, aws: Clients) -> None:
    # given a profile that AWS does not have, then it is refused by name
    status, text = register(home)
    assert status == 400
    assert ARN in text

    # when it is there, with a role
    iam = aws("iam")
    iam.create_role(RoleName="view-nodes", AssumeRolePolicyDocument=TRUST)
    iam.create_instance_profile(InstanceProfileName="view-nodes")
    iam.add_role_to_instance_profile(InstanceProfileName="view-nodes", RoleName="view-nodes")

    # then it is taken
    assert register(home)[0] == 200
