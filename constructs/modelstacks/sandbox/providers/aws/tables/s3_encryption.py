"""Default encryption of buckets."""

from typing import Any

from modelstacks.sandbox.providers.aws.entry import entry
from modelstacks.sandbox.providers.aws.tables.bucket_ids import named, s3, set_id, settling, target
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import Object


def _rule(values: Object) -> dict[str, Any]:
    rule: dict[str, Any] = {}
    for default in values.get("apply_server_side_encryption_by_default") or []:
        rule["ApplyServerSideEncryptionByDefault"] = {
            "SSEAlgorithm": default["sse_algorithm"],
            **(
                {"KMSMasterKeyID": default["kms_master_key_id"]}
                if default.get("kms_master_key_id")
                else {}
            ),
        }
    if values.get("bucket_key_enabled") is not None:
        rule["BucketKeyEnabled"] = values["bucket_key_enabled"]
    if values.get("blocked_encryption_types"):
        rule["BlockedEncryptionTypes"] = {"EncryptionType": values["blocked_encryption_types"]}
    return rule


def _put(call: Call) -> None:
    settling(call).put_bucket_encryption(
        **target(call),
        ServerSideEncryptionConfiguration={
            "Rules": [_rule(values) for values in call.values["rule"]]
        },
    )


def create(call: Call) -> None:
    """Set it."""
    set_id(call)
    _put(call)


def read(call: Call) -> Object:
    """Read it. moto drops the blocked types: what was configured is kept."""
    found = s3(call).get_bucket_encryption(**target(call))["ServerSideEncryptionConfiguration"]
    before = call.values.get("rule") or []
    blocked = next((item.get("blocked_encryption_types") for item in before), None)
    rules = []
    for rule in found["Rules"]:
        default = rule.get("ApplyServerSideEncryptionByDefault")
        values: Object = {
            "bucket_key_enabled": rule.get("BucketKeyEnabled"),
            "blocked_encryption_types": blocked,
            "apply_server_side_encryption_by_default": [
                {
                    "sse_algorithm": default.get("SSEAlgorithm"),
                    "kms_master_key_id": default.get("KMSMasterKeyID"),
                }
            ]
            if default
            else [],
        }
        rules.append(next((old for old in before if _rule(old) == _rule(values)), values))
    return named(call, rule=rules)


def delete(call: Call) -> None:
    """Remove it."""
    s3(call).delete_bucket_encryption(**target(call))


TABLES = (
    entry(
        "aws_s3_bucket_server_side_encryption_configuration",
        create=create,
        read=read,
        update=_put,
        delete=delete,
    ),
)
