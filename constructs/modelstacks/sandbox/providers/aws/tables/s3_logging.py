"""Access logs of buckets."""

from typing import Any

from modelstacks.sandbox.providers.aws.entry import entry
from modelstacks.sandbox.providers.aws.tables.bucket_ids import named, s3, set_id, settling, target
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import Object

_GRANTEE = {"email_address": "EmailAddress", "id": "ID", "type": "Type", "uri": "URI"}


def _grants(values: Object) -> list[dict[str, Any]]:
    return [
        {
            "Permission": grant["permission"],
            "Grantee": {
                key: grant["grantee"][0][name]
                for name, key in _GRANTEE.items()
                if grant["grantee"][0].get(name)
            },
        }
        for grant in values.get("target_grant") or []
    ]


def _key_format(values: Object) -> dict[str, Any]:
    for item in values.get("target_object_key_format") or []:
        for partitioned in item.get("partitioned_prefix") or []:
            source = {"PartitionDateSource": partitioned["partition_date_source"]}
            return {"TargetObjectKeyFormat": {"PartitionedPrefix": source}}
        return {"TargetObjectKeyFormat": {"SimplePrefix": {}}}
    return {}


def _put(call: Call) -> None:
    enabled: dict[str, Any] = {
        "TargetBucket": call.values["target_bucket"],
        "TargetPrefix": call.values.get("target_prefix") or "",
        **_key_format(call.values),
    }
    if grants := _grants(call.values):
        enabled["TargetGrants"] = grants
    settling(call).put_bucket_logging(
        **target(call), BucketLoggingStatus={"LoggingEnabled": enabled}
    )


def create(call: Call) -> None:
    """Turn them on."""
    set_id(call)
    _put(call)


def read(call: Call) -> Object | None:
    """Read them. moto drops the key format: what was configured is kept."""
    found = s3(call).get_bucket_logging(**target(call)).get("LoggingEnabled")
    if not found:
        return None
    grants = []
    for grant in found.get("TargetGrants") or []:
        grantee = {name: grant["Grantee"].get(key) or None for name, key in _GRANTEE.items()}
        grantee["display_name"] = grant["Grantee"].get("DisplayName") or None
        grants.append({"permission": grant["Permission"], "grantee": [grantee]})
    return named(
        call,
        target_bucket=found["TargetBucket"],
        target_prefix=found.get("TargetPrefix", ""),
        target_grant=grants,
    )


def delete(call: Call) -> None:
    """Turn them off."""
    s3(call).put_bucket_logging(**target(call), BucketLoggingStatus={})


TABLES = (entry("aws_s3_bucket_logging", create=create, read=read, update=_put, delete=delete),)
