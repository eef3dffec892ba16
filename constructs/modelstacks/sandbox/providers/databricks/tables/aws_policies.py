"""Data sources that write AWS policies. They are computed; nothing is asked."""

import json
import re
from collections.abc import Callable
from typing import Any

from modelstacks.sandbox.databricks_aws import DatabricksAws, actions, partitions
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, DataTable
from modelstacks.sandbox.providers.plugin.values import Object

Json = dict[str, Any]

_BUCKET = re.compile(r"[0-9a-z][-0-9a-z.]{1,61}[0-9a-z]")
_VERSION = "2012-10-17"
_KEYS = ("Sid", "Effect", "Action", "Resource", "Principal", "Condition")
_ASSUME = "sts:AssumeRole"


def _partition(call: Call) -> DatabricksAws:
    name = call.values.get("aws_partition") or "aws"
    found = partitions().get(name)
    if found is None:
        raise ProviderError(
            f"aws_partition must be one of {', '.join(partitions())}, got {name!r}",
            path=("aws_partition",),
        )
    return found


def _bucket(call: Call, name: str) -> str:
    bucket = str(call.values[name])
    if not _BUCKET.fullmatch(bucket):
        raise ProviderError(
            f"{name} must contain only alphanumeric, dot, and hyphen characters", path=(name,)
        )
    return bucket


def _text(*statements: Json) -> str:
    """Return a policy as the official provider writes it, byte for byte.

    It is Go's: the order of the statement's fields is fixed, that of maps alphabetical, what is
    empty is left out, and `<`, `>` and `&` are escaped.
    """
    ordered = []
    for statement in statements:
        one = {key: statement[key] for key in _KEYS if statement.get(key)}
        for key in ("Principal", "Condition"):
            if key in one:
                one[key] = _sorted(one[key])
        ordered.append(one)
    text = json.dumps({"Version": _VERSION, "Statement": ordered}, indent=2, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return value


def _result(call: Call, id_: str, text: str) -> Object:
    partition = call.values.get("aws_partition") or "aws"
    return {"id": id_, "aws_partition": partition, "json": text}


def uc_assume_role_policy(call: Call) -> Object:
    """Return the trust policy of a storage credential's role: Databricks', and its own."""
    place = _partition(call)
    account, role = call.values["aws_account_id"], call.values["role_name"]
    external_id = call.values["external_id"]
    master = call.values.get("unity_catalog_iam_arn") or place.unity_catalog_role
    named = {"sts:ExternalId": external_id}
    text = _text(
        {
            "Sid": "UnityCatalogAssumeRole",
            "Effect": "Allow",
            "Action": _ASSUME,
            "Principal": {"AWS": master},
            "Condition": {"StringEquals": named},
        },
        {
            "Sid": "ExplicitSelfRoleAssumption",
            "Effect": "Allow",
            "Action": _ASSUME,
            "Principal": {"AWS": f"arn:{place.namespace}:iam::{account}:root"},
            "Condition": {
                "ArnLike": {
                    "aws:PrincipalArn": f"arn:{place.namespace}:iam::{account}:role/{role}"
                },
                "StringEquals": named,
            },
        },
    )
    found = _result(call, f"{account}-{role}-{external_id}", text)
    return {**found, "unity_catalog_iam_arn": master}


def uc_policy(call: Call) -> Object:
    """Return what the role of a storage credential may do with a bucket."""
    partition, place = call.values.get("aws_partition") or "aws", _partition(call)
    bucket, account = _bucket(call, "bucket_name"), call.values["aws_account_id"]
    role, key = call.values["role_name"], call.values.get("kms_name")
    arn = f"arn:{place.namespace}"
    objects = f"{arn}:s3:::{bucket}"
    queues, topics = f"{arn}:sqs:*:{account}:csms-*", f"{arn}:sns:*:{account}:csms-*"

    def allow(allowed: list[str], resources: list[str], sid: str = "") -> Json:
        return {"Sid": sid, "Effect": "Allow", "Action": allowed, "Resource": resources}

    statements = [
        allow(actions("unity_catalog_objects"), [f"{objects}/*", objects]),
        allow([_ASSUME], [f"{arn}:iam::{account}:role/{role}"]),
    ]
    if key:
        is_arn = key.startswith(f"arn:{partition}")
        key_arn = key if is_arn else f"{arn}:kms:{key}"
        statements.append(allow(actions("unity_catalog_key"), [key_arn]))
    statements += [
        allow(
            actions("unity_catalog_events_setup"),
            [objects, queues, topics],
            "ManagedFileEventsSetupStatement",
        ),
        allow(
            actions("unity_catalog_events_list"),
            [queues, topics],
            "ManagedFileEventsListStatement",
        ),
        allow(
            actions("unity_catalog_events_teardown"),
            [queues, topics],
            "ManagedFileEventsTeardownStatement",
        ),
    ]
    return _result(call, f"{bucket}-{account}-{role}", _text(*statements))


def assume_role_policy(call: Call) -> Object:
    """Return the trust policy of the role that creates workspaces, or delivers logs."""
    place, external_id = _partition(call), call.values["external_id"]
    account = call.values.get("databricks_account_id") or place.account
    principal = f"arn:{place.namespace}:iam::{account}:root"
    if call.values.get("for_log_delivery"):
        principal = place.log_delivery_role
    text = _text(
        {
            "Effect": "Allow",
            "Action": _ASSUME,
            "Principal": {"AWS": principal},
            "Condition": {"StringEquals": {"sts:ExternalId": external_id}},
        }
    )
    flag = {"for_log_delivery": bool(call.values.get("for_log_delivery"))}
    return {**_result(call, external_id, text), **flag}


def bucket_policy(call: Call) -> Object:
    """Return the policy of a bucket that a workspace keeps its own data in."""
    place, bucket = _partition(call), _bucket(call, "bucket")
    principal = call.values.get("full_access_role")
    account = call.values.get("databricks_e2_account_id")
    objects = f"arn:{place.namespace}:s3:::{bucket}"
    condition = {"StringEquals": {"aws:PrincipalTag/DatabricksAccountId": account}}
    text = _text(
        {
            "Effect": "Allow",
            "Action": actions("workspace_bucket"),
            "Resource": [f"{objects}/*", objects],
            "Principal": {"AWS": principal or f"arn:{place.namespace}:iam::{place.account}:root"},
            "Condition": condition if account else None,
        }
    )
    return _result(call, bucket, text)


_READS: dict[str, Callable[[Call], Object]] = {
    "unity_catalog_assume_role_policy": uc_assume_role_policy,
    "unity_catalog_policy": uc_policy,
    "assume_role_policy": assume_role_policy,
    "bucket_policy": bucket_policy,
}
TABLES = tuple(
    DataTable(type_name=f"databricks_aws_{name}", read=read) for name, read in _READS.items()
)
