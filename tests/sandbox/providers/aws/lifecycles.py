"""One life per resource type: what it needs, how it is configured, what changes in place."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.providers.aws.cloud import ACCOUNT, Cloud

Values = dict[str, Any]

ROOT = f"arn:aws:iam::{ACCOUNT}:root"
_ALL_OF_KMS = {"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "kms:*", "Resource": "*"}
_TRUST = {
    "Effect": "Allow",
    "Principal": {"Service": "ec2.amazonaws.com"},
    "Action": "sts:AssumeRole",
}


def policy(*statements: Any, **more: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements), **more})


TRUST = policy(_TRUST)
KEY_POLICY = policy(_ALL_OF_KMS)


def _read(*resources: str) -> Any:
    return {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": list(resources)}


@dataclass(frozen=True, kw_only=True)
class Life:
    """The life of one object."""

    type_name: str
    needs: Callable[[Cloud], Values] = lambda _cloud: {}
    """Makes what it stands on; the result completes the configuration."""

    config: Values
    change: Values = field(default_factory=dict)
    """What an update in place changes. Empty: the type has none."""

    says: Mapping[str, Any] = field(default_factory=dict)
    """What the state says after create, besides the configuration."""

    import_id: Callable[[Values], str] = lambda state: str(state["id"])
    unread: frozenset[str] = frozenset()
    """What an import cannot know: the platform never says it."""

    remains: bool = False
    """Whether the platform keeps it after delete."""


def _bucket(cloud: Cloud) -> Values:
    cloud.client("s3").create_bucket(Bucket="held")
    return {"bucket": "held"}


def _log_target(cloud: Cloud) -> Values:
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="logs")
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::logs/*",
    }
    s3.put_bucket_policy(Bucket="logs", Policy=policy(statement))
    return {**_bucket(cloud), "target_bucket": "logs"}


def _key(cloud: Cloud, name: str = "key_id") -> Values:
    return {name: cloud.client("kms").create_key()["KeyMetadata"]["KeyId"]}


def _role(cloud: Cloud) -> Values:
    cloud.client("iam").create_role(RoleName="role", AssumeRolePolicyDocument=TRUST)
    return {"role": "role"}


def _role_and_policy(cloud: Cloud) -> Values:
    document = policy(_read("arn:aws:s3:::a/*"))
    made = cloud.client("iam").create_policy(PolicyName="p", PolicyDocument=document)
    return {**_role(cloud), "policy_arn": made["Policy"]["Arn"]}


def _vpcs(cloud: Cloud) -> Values:
    return {"vpc_id": cloud.vpc("10.20.0.0/16"), "peer_vpc_id": cloud.vpc("10.21.0.0/16")}


def _request(cloud: Cloud) -> Values:
    vpcs = _vpcs(cloud)
    made = cloud.client("ec2").create_vpc_peering_connection(
        VpcId=vpcs["vpc_id"], PeerVpcId=vpcs["peer_vpc_id"]
    )["VpcPeeringConnection"]
    return {"vpc_peering_connection_id": made["VpcPeeringConnectionId"]}


def _connection(cloud: Cloud) -> Values:
    found = _request(cloud)
    cloud.client("ec2").accept_vpc_peering_connection(
        VpcPeeringConnectionId=found["vpc_peering_connection_id"]
    )
    return found


def _table(cloud: Cloud, vpc: str) -> str:
    made = cloud.client("ec2").create_route_table(VpcId=vpc)
    return str(made["RouteTable"]["RouteTableId"])


def _route(cloud: Cloud) -> Values:
    connection = _connection(cloud)
    return {**connection, "route_table_id": _table(cloud, cloud.vpc("10.30.0.0/16"))}


def _group(cloud: Cloud) -> Values:
    made = cloud.client("ec2").create_security_group(
        GroupName="g", Description="g", VpcId=cloud.vpc("10.40.0.0/16")
    )
    return {"security_group_id": made["GroupId"]}


def _endpoint(cloud: Cloud) -> Values:
    vpc = cloud.vpc("10.50.0.0/16")
    return {"vpc_id": vpc, "route_table_ids": [_table(cloud, vpc)]}


def _topic(cloud: Cloud) -> Values:
    return {"arn": cloud.client("sns").create_topic(Name="t")["TopicArn"]}


_DNS = [{"allow_remote_vpc_dns_resolution": True}]
_NO_DNS = [{"allow_remote_vpc_dns_resolution": False}]
_NOTIFICATION = {
    "comparison_operator": "GREATER_THAN",
    "notification_type": "ACTUAL",
    "subscriber_email_addresses": ["team@example.com"],
    "subscriber_sns_topic_arns": [],
    "threshold": 80,
    "threshold_type": "PERCENTAGE",
}
_EXPIRATION = {"newer_noncurrent_versions": 3, "noncurrent_days": 30}
_RULES = [
    {
        "id": "old-versions",
        "status": "Enabled",
        "filter": [{}],
        "noncurrent_version_expiration": [_EXPIRATION],
        "noncurrent_version_transition": [
            {"noncurrent_days": 7, "storage_class": "STANDARD_IA"},
        ],
    },
    {
        "id": "locks",
        "status": "Enabled",
        "filter": [{"prefix": "locks/"}],
        "expiration": [{"days": 1}],
        "abort_incomplete_multipart_upload": [{"days_after_initiation": 3}],
    },
    {
        "id": "large",
        "status": "Disabled",
        "filter": [{"and": [{"object_size_greater_than": 1000, "tags": {"a": "b"}}]}],
        "transition": [{"date": "2030-01-01T00:00:00Z", "storage_class": "GLACIER"}],
    },
]
_METRIC = {
    "metric_name": "Invocations",
    "namespace": "modelstacks",
    "dimensions": {"model": "t5-base"},
    "period": 60,
    "stat": "Sum",
}

LIVES = (
    Life(
        type_name="aws_s3_bucket",
        config={"bucket": "made", "tags": {"a": "1"}},
        change={"tags": {"a": "2", "b": "3"}, "force_destroy": True},
        says={
            "id": "made",
            "arn": "arn:aws:s3:::made",
            "bucket_regional_domain_name": "made.s3.us-east-1.amazonaws.com",
        },
        unread=frozenset({"force_destroy"}),
    ),
    Life(
        type_name="aws_s3_bucket_versioning",
        needs=_bucket,
        config={"versioning_configuration": [{"status": "Enabled"}]},
        change={"versioning_configuration": [{"status": "Suspended"}]},
        says={"id": "held"},
        remains=True,
    ),
    Life(
        type_name="aws_s3_bucket_server_side_encryption_configuration",
        needs=_bucket,
        config={
            "rule": [
                {
                    "apply_server_side_encryption_by_default": [
                        {"sse_algorithm": "aws:kms", "kms_master_key_id": "arn:aws:kms:x:1:key/k"}
                    ],
                    "bucket_key_enabled": True,
                    "blocked_encryption_types": ["SSE-C"],
                }
            ]
        },
        change={
            "rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "AES256"}]}]
        },
    ),
    Life(
        type_name="aws_s3_bucket_public_access_block",
        needs=_bucket,
        config={"block_public_acls": True, "block_public_policy": True},
        change={"ignore_public_acls": True, "restrict_public_buckets": True},
    ),
    Life(
        type_name="aws_s3_bucket_ownership_controls",
        needs=_bucket,
        config={"rule": [{"object_ownership": "BucketOwnerPreferred"}]},
        change={"rule": [{"object_ownership": "BucketOwnerEnforced"}]},
    ),
    Life(
        type_name="aws_s3_bucket_policy",
        needs=_bucket,
        config={"policy": policy({**_read("arn:aws:s3:::held/*"), "Principal": {"AWS": ROOT}})},
        change={"policy": policy({**_read("arn:aws:s3:::held/a*"), "Principal": {"AWS": ROOT}})},
    ),
    Life(
        type_name="aws_s3_bucket_lifecycle_configuration",
        needs=_bucket,
        config={"rule": _RULES},
        change={
            "rule": [
                {**_RULES[0], "noncurrent_version_expiration": [{"noncurrent_days": 60}]},
                {**_RULES[1], "expiration": [{"days": 2}]},
            ]
        },
        says={"transition_default_minimum_object_size": "all_storage_classes_128K"},
    ),
    Life(
        type_name="aws_s3_bucket_logging",
        needs=_log_target,
        config={
            "target_prefix": "a/",
            "target_object_key_format": [{"simple_prefix": [{}], "partitioned_prefix": []}],
        },
        change={"target_prefix": "b/"},
        unread=frozenset({"target_object_key_format"}),
    ),
    Life(
        type_name="aws_kms_key",
        config={
            "description": "d",
            "enable_key_rotation": True,
            "rotation_period_in_days": 180,
            "deletion_window_in_days": 7,
            "policy": KEY_POLICY,
            "tags": {"a": "1"},
        },
        change={
            "description": "e",
            "enable_key_rotation": False,
            "rotation_period_in_days": None,
            "policy": policy(_ALL_OF_KMS, Id="another"),
            "tags": {"b": "1"},
        },
        says={"multi_region": False, "is_enabled": True},
        unread=frozenset({"deletion_window_in_days"}),
    ),
    Life(
        type_name="aws_kms_alias",
        needs=lambda cloud: _key(cloud, "target_key_id"),
        config={"name": "alias/mine"},
        says={"id": "alias/mine", "arn": f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/mine"},
    ),
    Life(
        type_name="aws_kms_key_policy",
        needs=_key,
        config={"policy": KEY_POLICY},
        change={"policy": policy(_ALL_OF_KMS, Id="another")},
        remains=True,
    ),
    Life(
        type_name="aws_iam_role",
        config={
            "name": "reader",
            "assume_role_policy": TRUST,
            "description": "d",
            "tags": {"a": "1"},
        },
        change={
            "assume_role_policy": policy(_TRUST, Id="another"),
            "max_session_duration": 7200,
            "permissions_boundary": f"arn:aws:iam::{ACCOUNT}:policy/edge",
            "tags": {"b": "1"},
        },
        says={"arn": f"arn:aws:iam::{ACCOUNT}:role/reader", "path": "/"},
    ),
    Life(
        type_name="aws_iam_policy",
        config={"name": "read", "policy": policy(_read("arn:aws:s3:::a/*")), "description": "d"},
        change={"policy": policy(_read("arn:aws:s3:::b/*")), "tags": {"a": "1"}},
        says={"arn": f"arn:aws:iam::{ACCOUNT}:policy/read", "attachment_count": 0},
    ),
    Life(
        type_name="aws_iam_role_policy",
        needs=_role,
        config={"name": "inline", "policy": policy(_read("arn:aws:s3:::a/*"))},
        change={"policy": policy(_read("arn:aws:s3:::b/*"))},
        says={"id": "role:inline"},
    ),
    Life(
        type_name="aws_iam_role_policy_attachment",
        needs=_role_and_policy,
        config={},
        says={"id": f"role/arn:aws:iam::{ACCOUNT}:policy/p"},
    ),
    Life(
        type_name="aws_iam_instance_profile",
        needs=_role,
        config={"name": "profile", "tags": {"a": "1"}},
        change={"role": None, "tags": {"b": "2"}},
        says={"arn": f"arn:aws:iam::{ACCOUNT}:instance-profile/profile"},
    ),
    Life(
        type_name="aws_vpc_peering_connection",
        needs=_vpcs,
        config={"auto_accept": True, "accepter": _DNS, "requester": _DNS, "tags": {"a": "1"}},
        change={"accepter": _NO_DNS, "tags": {"a": "2"}},
        says={"accept_status": "active", "peer_owner_id": ACCOUNT, "peer_region": "us-east-1"},
        unread=frozenset({"auto_accept"}),
    ),
    Life(
        type_name="aws_vpc_peering_connection_accepter",
        needs=_request,
        config={"auto_accept": True, "tags": {"side": "accepter"}},
        change={"accepter": _DNS, "tags": {"side": "b"}},
        says={"accept_status": "active"},
        unread=frozenset({"auto_accept"}),
        remains=True,
    ),
    Life(
        type_name="aws_vpc_peering_connection_options",
        needs=_connection,
        config={"requester": _DNS},
        change={"accepter": _DNS},
        remains=True,
    ),
    Life(
        type_name="aws_route",
        needs=_route,
        config={"destination_cidr_block": "10.21.0.0/16"},
        says={"state": "active", "origin": "CreateRoute"},
        import_id=lambda state: f"{state['route_table_id']}_{state['destination_cidr_block']}",
    ),
    *(
        Life(
            type_name=f"aws_vpc_security_group_{direction}_rule",
            needs=_group,
            config={
                "cidr_ipv4": "10.21.0.0/16",
                "ip_protocol": "tcp",
                "from_port": 443,
                "to_port": 443,
                "description": "d",
                "tags": {"a": "1"},
            },
            change={"from_port": 8443, "to_port": 8443, "cidr_ipv4": "10.22.0.0/16"},
        )
        for direction in ("ingress", "egress")
    ),
    Life(
        type_name="aws_vpc_endpoint",
        needs=_endpoint,
        config={"service_name": "com.amazonaws.us-east-1.s3", "tags": {"a": "1"}},
        change={"policy": policy({**_read("*"), "Principal": "*"}), "tags": {"b": "1"}},
        says={"vpc_endpoint_type": "Gateway", "state": "available"},
    ),
    Life(
        type_name="aws_cloudwatch_metric_alarm",
        config={
            "alarm_name": "errors",
            "comparison_operator": "GreaterThanThreshold",
            "evaluation_periods": 2,
            "threshold": 0,
            "alarm_actions": ["arn:aws:sns:us-east-1:123456789012:t"],
            "metric_query": [
                {"id": "e", "expression": "a / 2", "return_data": True, "metric": []},
                {"id": "a", "metric": [_METRIC]},
            ],
            "tags": {"a": "1"},
        },
        change={"threshold": 5, "treat_missing_data": "breaching", "tags": {"b": "1"}},
        says={"arn": f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:errors"},
    ),
    Life(
        type_name="aws_cloudwatch_log_group",
        config={"name": "/modelstacks/t5", "retention_in_days": 30, "tags": {"a": "1"}},
        change={"retention_in_days": None, "kms_key_id": "arn:k", "tags": {"b": "1"}},
        says={
            "arn": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/modelstacks/t5",
            "log_group_class": "STANDARD",
        },
        unread=frozenset({"kms_key_id"}),
    ),
    Life(
        type_name="aws_sns_topic",
        config={"name": "alerts", "display_name": "d", "tracing_config": "Active"},
        change={
            "display_name": None,
            "kms_master_key_id": "alias/aws/sns",
            "http_success_feedback_sample_rate": 5,
            "tags": {"a": "1"},
        },
        says={"arn": f"arn:aws:sns:us-east-1:{ACCOUNT}:alerts", "owner": ACCOUNT},
        unread=frozenset({"tracing_config", "http_success_feedback_sample_rate"}),
    ),
    Life(
        type_name="aws_sns_topic_policy",
        needs=_topic,
        config={"policy": policy({**_read("*"), "Principal": {"AWS": ROOT}})},
        change={"policy": policy({**_read("*"), "Principal": {"AWS": ROOT}, "Sid": "s"})},
        remains=True,
    ),
    Life(
        type_name="aws_budgets_budget",
        config={
            "name": "monthly",
            "budget_type": "COST",
            "limit_amount": "100",
            "limit_unit": "USD",
            "time_unit": "MONTHLY",
            "cost_filter": [{"name": "TagKeyValue", "values": ["user:family$t5"]}],
            "notification": [_NOTIFICATION],
            "tags": {"a": "1"},
        },
        change={"limit_amount": "150.0", "notification": [{**_NOTIFICATION, "threshold": 90}]},
        says={"id": f"{ACCOUNT}:monthly", "time_period_end": "2087-06-15_00:00"},
        unread=frozenset({"notification", "tags", "tags_all"}),
    ),
)
