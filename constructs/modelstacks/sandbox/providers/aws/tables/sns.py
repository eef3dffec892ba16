"""What topics and topic policies share."""

import json

from modelstacks.sandbox.providers.aws.client import Service
from modelstacks.sandbox.providers.aws.entry import service
from modelstacks.sandbox.providers.aws.errors import AwsError
from modelstacks.sandbox.providers.plugin.table import Call

_ACTIONS = (
    "GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission", "DeleteTopic",
    "Subscribe", "ListSubscriptionsByTopic", "Publish",
)  # fmt: skip


def sns(call: Call) -> Service:
    """Return SNS in the topic's region."""
    return service(call, "sns")


def settling(call: Call) -> Service:
    """Return SNS with writes repeated while keys and principals that were just made are unknown."""
    return sns(call).until(_not_spread)


def _not_spread(error: AwsError) -> bool:
    return error.code == "InvalidParameter" and any(
        word in error.message for word in ("principal", "Principal", "KMS")
    )


def default_policy(call: Call, arn: str) -> str:
    """Return the policy that a topic has when nobody gives one."""
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [f"SNS:{name}" for name in _ACTIONS],
        "Resource": arn,
        "Condition": {"StringEquals": {"AWS:SourceOwner": call.client.account}},
    }
    return json.dumps(
        {"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]}
    )
