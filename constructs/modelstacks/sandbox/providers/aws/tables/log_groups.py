"""Log groups.

moto knows a group's key only as given at create, and neither class nor protection: those are kept
in the state.
"""

from typing import Any

from modelstacks.sandbox.providers.aws import names, tags
from modelstacks.sandbox.providers.aws.client import Service
from modelstacks.sandbox.providers.aws.entry import entry, is_import, service
from modelstacks.sandbox.providers.plugin.table import Call, GoneError
from modelstacks.sandbox.providers.plugin.values import Object

Json = dict[str, Any]

_CLASS = "STANDARD"


def logs(call: Call) -> Service:
    """Return CloudWatch Logs in the group's region."""
    return service(call, "logs")


def create(call: Call) -> None:
    """Make it."""
    values = call.values
    name, wanted = names.chosen(call), tags.wanted(call)
    arguments: Json = {"tags": wanted} if wanted else {}
    if values.get("kms_key_id"):
        arguments["kmsKeyId"] = values["kms_key_id"]
    if values.get("log_group_class"):
        arguments["logGroupClass"] = values["log_group_class"]
    logs(call).create_log_group(logGroupName=name, **arguments)
    call.id = name
    _set_retention(call)


def _set_retention(call: Call) -> None:
    days = call.values.get("retention_in_days")
    if days:
        logs(call).put_retention_policy(logGroupName=call.id, retentionInDays=days)
    elif call.prior:
        logs(call).delete_retention_policy(logGroupName=call.id)


def read(call: Call) -> Object:
    """Read it."""
    more: Json = {}
    while True:
        page = logs(call).describe_log_groups(logGroupNamePrefix=call.id, **more)
        for item in page.get("logGroups") or []:
            if item["logGroupName"] == call.id:
                return _answer(call, item)
        if not page.get("nextToken"):
            raise GoneError(f"there is no log group {call.id}")
        more = {"nextToken": page["nextToken"]}


def _answer(call: Call, found: Json) -> Object:
    arn = str(found["arn"]).removesuffix(":*")
    held = logs(call).list_tags_for_resource(resourceArn=arn).get("tags") or {}
    values, imported = call.values, is_import(call)
    return {
        "arn": arn,
        "name": found["logGroupName"],
        "name_prefix": names.prefix_of(found["logGroupName"]),
        "retention_in_days": found.get("retentionInDays", 0),
        "kms_key_id": found.get("kmsKeyId") if imported else values.get("kms_key_id"),
        "log_group_class": values.get("log_group_class") or _CLASS,
        "deletion_protection_enabled": bool(values.get("deletion_protection_enabled")),
        **tags.read(call, held),
    }


def update(call: Call) -> None:
    """Change retention and tags; key and protection change in the state only."""
    if call.changed("retention_in_days"):
        _set_retention(call)
    added, removed = tags.difference(call)
    arn = call.prior["arn"]
    if removed:
        logs(call).untag_resource(resourceArn=arn, tagKeys=removed)
    if added:
        logs(call).tag_resource(resourceArn=arn, tags=added)


def delete(call: Call) -> None:
    """Remove it, unless it shall stay."""
    if not call.values.get("skip_destroy"):
        logs(call).delete_log_group(logGroupName=call.id)


TABLES = (
    entry("aws_cloudwatch_log_group", create=create, read=read, update=update, delete=delete),
)
