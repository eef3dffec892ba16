"""Managed policies."""

from modelstacks.sandbox.providers.aws import documents, names, tags
from modelstacks.sandbox.providers.aws.entry import entry
from modelstacks.sandbox.providers.aws.errors import AwsError
from modelstacks.sandbox.providers.aws.tables.iam import iam, reading
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import Object

_VERSIONS = 5
"""How many versions a policy may have."""


def create(call: Call) -> None:
    """Make it."""
    arguments = {"Path": call.values["path"]} if call.values.get("path") else {}
    if call.values.get("description"):
        arguments["Description"] = call.values["description"]
    wanted = tags.wanted(call)
    answer = iam(call).create_policy(
        PolicyName=names.chosen(call),
        PolicyDocument=call.values["policy"],
        **arguments,
        **({"Tags": tags.pairs(wanted)} if wanted else {}),
    )
    call.id = answer["Policy"]["Arn"]


def read(call: Call) -> Object:
    """Read it and its default version."""
    found = reading(call).get_policy(PolicyArn=call.id)["Policy"]
    version = iam(call).get_policy_version(PolicyArn=call.id, VersionId=found["DefaultVersionId"])[
        "PolicyVersion"
    ]
    return {
        "arn": found["Arn"],
        "attachment_count": found.get("AttachmentCount", 0),
        "description": found.get("Description"),
        "name": found["PolicyName"],
        "name_prefix": names.prefix_of(found["PolicyName"]),
        "path": found.get("Path"),
        "policy": documents.kept(call.values.get("policy"), version["Document"]),
        "policy_id": found.get("PolicyId"),
        **tags.read(call, tags.from_pairs(found.get("Tags"))),
    }


def update(call: Call) -> None:
    """Give it a new default version, at the cost of the oldest one."""
    arn = {"PolicyArn": call.id}
    if call.changed("policy"):
        versions = iam(call).list_policy_versions(**arn)["Versions"]
        if len(versions) >= _VERSIONS:
            others = [item for item in versions if not item["IsDefaultVersion"]]
            oldest = min(others, key=lambda item: int(item["VersionId"].lstrip("v")))
            iam(call).delete_policy_version(**arn, VersionId=oldest["VersionId"])
        iam(call).create_policy_version(
            **arn, PolicyDocument=call.values["policy"], SetAsDefault=True
        )
    added, removed = tags.difference(call)
    if removed:
        iam(call).untag_policy(**arn, TagKeys=removed)
    if added:
        iam(call).tag_policy(**arn, Tags=tags.pairs(added))


def delete(call: Call) -> None:
    """Remove it with all versions. moto would do so while it is attached; IAM refuses."""
    arn = {"PolicyArn": call.id}
    found = iam(call).get_policy(**arn)["Policy"]
    if found.get("AttachmentCount", 0) > 0:
        raise AwsError(
            code="DeleteConflict",
            message=f"policy {found['PolicyName']} is attached {found['AttachmentCount']} times",
            call="iam delete_policy",
        )
    for version in iam(call).list_policy_versions(**arn)["Versions"]:
        if not version["IsDefaultVersion"]:
            iam(call).delete_policy_version(**arn, VersionId=version["VersionId"])
    iam(call).delete_policy(**arn)


TABLES = (entry("aws_iam_policy", create=create, read=read, update=update, delete=delete),)
