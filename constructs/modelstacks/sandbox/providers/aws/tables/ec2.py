"""What the types of EC2 share."""

from collections.abc import Mapping
from typing import Any

from modelstacks.sandbox.providers.aws import tags
from modelstacks.sandbox.providers.aws.client import Service
from modelstacks.sandbox.providers.aws.entry import service
from modelstacks.sandbox.providers.plugin.table import Call


def ec2(call: Call) -> Service:
    """Return EC2 in the object's region."""
    return service(call, "ec2")


def tagged(call: Call, kind: str) -> dict[str, Any]:
    """Return the argument of a create call that tags what it makes."""
    wanted = tags.wanted(call)
    if not wanted:
        return {}
    return {"TagSpecifications": [{"ResourceType": kind, "Tags": tags.pairs(wanted)}]}


def update_tags(call: Call) -> None:
    """Change the tags of the object."""
    added, removed = tags.difference(call)
    if removed:
        ec2(call).delete_tags(Resources=[call.id], Tags=[{"Key": key} for key in removed])
    if added:
        ec2(call).create_tags(Resources=[call.id], Tags=tags.pairs(added))


def held_tags(call: Call) -> Mapping[str, str]:
    """Return the tags of the object as this account sees them."""
    filters = [{"Name": "resource-id", "Values": [call.id]}]
    return tags.from_pairs(ec2(call).describe_tags(Filters=filters).get("Tags"))
