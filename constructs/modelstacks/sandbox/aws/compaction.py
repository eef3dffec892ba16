"""A journal without what is over: else every deploy and destroy would make each start slower.

Once everything was destroyed, the calls that made and destroyed it can be forgotten. That holds for
calls whose whole effect the inventory shows; a journal with any other call stays as it is.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

from modelstacks.sandbox.aws.inventory import PENDING_KEYS, is_empty
from modelstacks.sandbox.aws.journal import Entry

_LONGEST_SESSION = timedelta(hours=12)

_SHOWN = (
    "budgets:*",
    "cloudwatch:*Alarm*",
    "cloudwatch:TagResource",
    "cloudwatch:UntagResource",
    "dynamodb:*Item",
    "dynamodb:*Table",
    "dynamodb:TagResource",
    "dynamodb:UntagResource",
    "dynamodb:UpdateContinuousBackups",
    "dynamodb:UpdateTimeToLive",
    "ec2:*Route",
    "ec2:*SecurityGroup?gress",
    "ec2:*Tags",
    "ec2:*VpcEndpoint*",
    "ec2:*VpcPeeringConnection*",
    "ec2:ModifySecurityGroupRules",
    "iam:*InstanceProfile",
    "iam:*Policy",
    "iam:*PolicyVersion",
    "iam:*Role",
    "iam:*RoleDescription",
    "iam:*RolePermissionsBoundary",
    "kms:*",
    "logs:*LogGroup",
    "logs:*RetentionPolicy",
    "logs:TagResource",
    "logs:UntagResource",
    "s3:*",
    "s3control:*agResource",
    "sns:*Topic",
    "sns:*TopicAttributes",
    "sns:Subscribe",
    "sns:TagResource",
    "sns:UntagResource",
    "sns:Unsubscribe",
    "sts:*",
)
"""Calls that leave nothing behind but what the inventory shows."""


def compacted(entries: tuple[Entry, ...], inventory: Mapping[str, Any]) -> tuple[Entry, ...]:
    """Return the entries that are still needed to come to what `inventory` shows."""
    if not is_empty(inventory) or not all(map(_is_shown, entries)):
        return tuple(entry for entry in entries if entry.service != "sts" or _may_be_valid(entry))
    return tuple(
        entry
        for entry in entries
        if (entry.service == "kms" and inventory[PENDING_KEYS])
        or (entry.service == "sts" and _may_be_valid(entry))
    )


def _is_shown(entry: Entry) -> bool:
    name = f"{entry.service}:{entry.operation}"
    return any(fnmatchcase(name, pattern) for pattern in _SHOWN)


def _may_be_valid(entry: Entry) -> bool:
    """Tell whether keys that were issued then may still be in use."""
    return datetime.now(UTC) - datetime.fromisoformat(entry.at) < _LONGEST_SESSION
