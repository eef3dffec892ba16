"""Policy documents name what they allow, and whom."""

import json

import pytest

from modelstacks.access.policy_document import Statement, policy_json


def test_a_document_holds_what_was_said_and_nothing_empty() -> None:
    document = json.loads(
        policy_json(
            [Statement(sid="Read", actions=("s3:GetObject",), resources=("arn:aws:s3:::b/*",))]
        )
    )

    assert document == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Read",
                "Effect": "Allow",
                "Action": ["s3:GetObject"],
                "Resource": ["arn:aws:s3:::b/*"],
            }
        ],
    }


@pytest.mark.parametrize("action", ["*", "s3:*", "s3:Get*"])
def test_an_action_with_a_star_cannot_be_allowed(action: str) -> None:
    with pytest.raises(ValueError, match="name the actions"):
        Statement(sid="Wide", actions=(action,), resources=("arn:aws:s3:::b",))


def test_everybody_cannot_be_allowed() -> None:
    with pytest.raises(ValueError, match="name the principals"):
        Statement(sid="Wide", principals={"AWS": "*"}, actions=("s3:GetObject",))


def test_everybody_can_be_denied_everything() -> None:
    denied = Statement(sid="OnlyTls", effect="Deny", principals={"AWS": "*"}, actions=("s3:*",))

    assert denied.as_json()["Action"] == ["s3:*"]
