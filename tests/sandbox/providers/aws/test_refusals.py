"""What AWS would refuse, and moto would not: said at plan time, or before a call is made."""

import json
from typing import Any

import pytest
from sandbox.providers.aws.cloud import ACCOUNT, OTHER_ACCOUNT, OTHER_ROLE, Cloud
from sandbox.providers.aws.lifecycles import KEY_POLICY, ROOT, TRUST, policy
from sandbox.providers.plugin_calls import Terraform

from modelstacks.sandbox.providers.aws.provider import AwsProvider
from modelstacks.sandbox.providers.plugin.protocol import pb
from modelstacks.sandbox.providers.plugin.state import empty
from modelstacks.sandbox.providers.plugin.values import UNKNOWN

_BLIND = AwsProvider()
_ROUTE = {"route_table_id": "rtb-1", "vpc_peering_connection_id": "pcx-1"}
_RULE = {"security_group_id": "sg-1", "ip_protocol": "tcp"}
_PORTS = {"from_port": 1, "to_port": 1}
_ALARM = {"alarm_name": "a", "comparison_operator": "GreaterThanThreshold", "evaluation_periods": 1}
_BUDGET = {"name": "b", "budget_type": "COST", "time_unit": "MONTHLY"}
_LIFECYCLE = "aws_s3_bucket_lifecycle_configuration"


def _said(terraform: Terraform, response: Any) -> str:
    return "\n".join(f"{item.summary}\n{item.detail}" for item in response.diagnostics)


def _validated(type_name: str, values: dict[str, Any]) -> str:
    terraform = Terraform(_BLIND, type_name)
    request = pb.ValidateResourceConfig.Request(
        type_name=type_name, config=terraform.value(_complete(type_name, values))
    )
    return _said(terraform, terraform.servicer.ValidateResourceConfig(request, None))


def _complete(type_name: str, values: dict[str, Any]) -> dict[str, Any]:
    def complete(block: Any, given: Any) -> Any:
        result = {**empty(block), **given}
        for name, nested in block.blocks.items():
            if isinstance(result[name], list):
                result[name] = [complete(nested.block, item) for item in result[name]]
        return result

    filled: dict[str, Any] = complete(_BLIND.resource_schema(type_name).block, values)
    return filled


@pytest.mark.parametrize(
    ("type_name", "values", "said"),
    [
        ("aws_s3_bucket", {"bucket": "Bad_Name"}, "cannot be the name of a bucket"),
        ("aws_s3_bucket", {"bucket": "192.168.0.1"}, "cannot be the name of a bucket"),
        ("aws_s3_bucket", {"bucket": "a..b"}, "cannot be the name of a bucket"),
        ("aws_s3_bucket", {"bucket": "ab"}, "cannot be the name of a bucket"),
        ("aws_s3_bucket", {"bucket_prefix": "x" * 38}, "cannot be the name of a bucket"),
        ("aws_s3_bucket", {"bucket": "abc", "bucket_prefix": "d"}, "conflicts with"),
        ("aws_s3_bucket", {"bucket": "abc", "acl": "private"}, '"acl" of aws_s3_bucket is'),
        (
            "aws_s3_bucket",
            {"bucket": "abc", "versioning": [{"enabled": True}]},
            "Use aws_s3_bucket_versioning",
        ),
        ("aws_s3_bucket_policy", {"bucket": "abc", "policy": "{"}, "invalid JSON policy"),
        ("aws_s3_bucket_policy", {"bucket": "abc", "policy": "[]"}, "must be a JSON object"),
        (_LIFECYCLE, {"bucket": "abc", "rule": []}, "needs a rule"),
        (
            _LIFECYCLE,
            {"bucket": "abc", "rule": [{"id": "a", "status": "Enabled", "filter": [{}]}]},
            "does nothing",
        ),
        (
            _LIFECYCLE,
            {
                "bucket": "abc",
                "rule": [
                    {
                        "id": "a",
                        "status": "On",
                        "expiration": [{"days": 1, "date": "2030-01-01T00:00:00Z"}],
                    }
                ],
            },
            "only one is allowed",
        ),
        ("aws_kms_key", {"deletion_window_in_days": 6}, "allowed: 7 to 30"),
        ("aws_kms_key", {"rotation_period_in_days": 90}, "needs enable_key_rotation too"),
        ("aws_kms_alias", {"name": "mine", "target_key_id": "k"}, "must begin with alias/"),
        ("aws_kms_alias", {"name": "alias/aws/s3", "target_key_id": "k"}, "not with alias/aws/"),
        (
            "aws_iam_role",
            {"assume_role_policy": TRUST, "managed_policy_arns": ["arn:x"]},
            "Use aws_iam_role_policy_attachment",
        ),
        ("aws_iam_role", {"assume_role_policy": TRUST, "name": "x" * 65}, "has 65 characters"),
        ("aws_iam_role", {"assume_role_policy": "no"}, "invalid JSON policy"),
        (
            "aws_iam_policy",
            {"policy": json.dumps({"x": "y" * 6144})},
            "characters besides white space",
        ),
        (
            "aws_route",
            {**_ROUTE, "destination_cidr_block": "10.0.0.1/16"},
            "Write 10.0.0.0/16",
        ),
        ("aws_route", {**_ROUTE, "destination_cidr_block": "ten"}, "is not an IPv4 CIDR block"),
        ("aws_route", _ROUTE, "exactly one of destination_cidr_block"),
        (
            "aws_route",
            {**_ROUTE, "destination_cidr_block": "10.0.0.0/8", "gateway_id": "igw-1"},
            "found gateway_id, vpc_peering_connection_id",
        ),
        (
            "aws_vpc_security_group_ingress_rule",
            {**_RULE, "cidr_ipv4": "10.0.0.0/8"},
            "needs from_port and to_port",
        ),
        (
            "aws_vpc_security_group_ingress_rule",
            {**_RULE, **_PORTS, "ip_protocol": "-1", "cidr_ipv4": "10.0.0.0/8"},
            "leave from_port and to_port out",
        ),
        (
            "aws_vpc_security_group_egress_rule",
            {**_RULE, **_PORTS, "cidr_ipv4": "10.0.0.7/8"},
            "Write 10.0.0.0/8",
        ),
        ("aws_vpc_security_group_egress_rule", {**_RULE, **_PORTS}, "found none of them"),
        (
            "aws_vpc_security_group_egress_rule",
            {**_RULE, "from_port": 9, "to_port": 8, "cidr_ipv4": "10.0.0.0/8"},
            "from_port 9 is above to_port 8",
        ),
        (
            "aws_vpc_endpoint",
            {"vpc_id": "vpc-1", "service_name": "com.amazonaws.us-east-1.sts"},
            "has no Gateway endpoint",
        ),
        (
            "aws_cloudwatch_metric_alarm",
            {**_ALARM, "metric_name": "m", "period": 45, "statistic": "Sum"},
            "period is 45 seconds",
        ),
        ("aws_cloudwatch_metric_alarm", {**_ALARM, "metric_name": "m"}, "needs one of statistic"),
        (
            "aws_cloudwatch_metric_alarm",
            {**_ALARM, "metric_name": "m", "statistic": "Sum", "comparison_operator": "Above"},
            "allowed: GreaterThanOrEqualToThreshold",
        ),
        ("aws_cloudwatch_log_group", {"retention_in_days": 33}, "allowed: 0, 1, 3, 5"),
        ("aws_sns_topic", {"content_based_deduplication": True}, "needs fifo_topic = true"),
        ("aws_sns_topic", {"fifo_topic": True, "name": "a"}, "ends in .fifo"),
        (
            "aws_budgets_budget",
            {
                **_BUDGET,
                "notification": [
                    {
                        "comparison_operator": "GREATER_THAN",
                        "notification_type": "ACTUAL",
                        "threshold": 1,
                        "threshold_type": "PERCENTAGE",
                    }
                ],
            },
            "needs a subscriber",
        ),
        (
            "aws_budgets_budget",
            {**_BUDGET, "time_period_start": "2026-01-01"},
            "is not of the form 2026-01-31_00:00",
        ),
    ],
)
def test_it_is_said_without_asking_aws(type_name: str, values: dict[str, Any], said: str) -> None:
    assert said in _validated(type_name, values)


def test_what_is_unknown_yet_is_not_judged() -> None:
    unknown = {**_ROUTE, "destination_cidr_block": UNKNOWN}
    assert _validated("aws_route", unknown) == ""
    assert _validated("aws_s3_bucket", {"bucket": UNKNOWN}) == ""
    assert _validated("aws_kms_key", {"policy": UNKNOWN, "deletion_window_in_days": UNKNOWN}) == ""


def test_a_key_policy_that_locks_its_account_out_is_refused(cloud: Cloud) -> None:
    terraform = Terraform(cloud.provider(), "aws_kms_key")
    service = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}}
    locked = policy({**service, "Action": "kms:*", "Resource": "*"})

    response = terraform.plan(terraform.config(policy=locked))
    assert "locks its own account out" in _said(terraform, response)

    bypass = terraform.config(policy=locked, bypass_policy_lockout_safety_check=True)
    for config in (bypass, terraform.config(policy=KEY_POLICY)):
        assert not terraform.plan(config).diagnostics


def test_versioning_is_not_turned_off(cloud: Cloud) -> None:
    cloud.client("s3").create_bucket(Bucket="held")
    terraform = Terraform(cloud.provider(), "aws_s3_bucket_versioning")

    def config(status: str) -> Any:
        block = [{"status": status, "mfa_delete": None}]
        return terraform.config(bucket="held", versioning_configuration=block)

    state = terraform.decoded(terraform.apply(config("Enabled")).new_state)
    response = terraform.plan(config("Disabled"), state)
    assert "cannot be Disabled once it was on" in _said(terraform, response)


def test_a_bucket_that_exists_is_refused_whoever_owns_it(cloud: Cloud) -> None:
    cloud.client("s3").create_bucket(Bucket="mine")
    cloud.client("s3", other=True).create_bucket(Bucket="theirs")
    terraform = Terraform(cloud.provider(), "aws_s3_bucket")
    mine = _said(terraform, terraform.apply(terraform.config(bucket="mine")))
    assert "cannot create s3 bucket: BucketAlreadyOwnedByYou" in mine
    assert "Import the bucket" in mine
    theirs = _said(terraform, terraform.apply(terraform.config(bucket="theirs")))
    assert "BucketAlreadyExists" in theirs


def test_a_bucket_with_objects_stays_unless_forced(cloud: Cloud) -> None:
    s3 = cloud.client("s3")
    terraform = Terraform(cloud.provider(), "aws_s3_bucket")
    config = terraform.config(bucket="full")
    state = terraform.decoded(terraform.apply(config).new_state)
    s3.put_bucket_versioning(Bucket="full", VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket="full", Key="model.bin", Body=b"1")
    s3.delete_object(Bucket="full", Key="model.bin")

    # not even with delete markers only
    response = terraform.apply(None, state)
    assert "BucketNotEmpty: bucket full holds model.bin" in _said(terraform, response)
    assert "force_destroy" in _said(terraform, response)
    assert terraform.decoded(response.new_state) == state

    state = terraform.decoded(terraform.apply({**config, "force_destroy": True}, state).new_state)
    assert not terraform.apply(None, state).diagnostics
    assert s3.list_buckets()["Buckets"] == []


def test_a_policy_is_not_removed_while_it_is_attached(cloud: Cloud) -> None:
    iam = cloud.client("iam")
    provider = cloud.provider()
    policies = Terraform(provider, "aws_iam_policy")
    document = policy({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"})
    state = policies.created(name="p", policy=document)
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=TRUST)
    iam.attach_role_policy(RoleName="r", PolicyArn=state["arn"])
    response = policies.apply(None, state)
    assert "DeleteConflict: policy p is attached 1 times" in _said(policies, response)
    iam.detach_role_policy(RoleName="r", PolicyArn=state["arn"])
    assert not policies.apply(None, state).diagnostics


def test_a_key_pending_deletion_is_gone_and_gets_no_alias(cloud: Cloud) -> None:
    provider = cloud.provider()
    keys, aliases = Terraform(provider, "aws_kms_key"), Terraform(provider, "aws_kms_alias")
    state = keys.created()
    cloud.client("kms").schedule_key_deletion(KeyId=state["id"])
    response = keys.read(state)
    assert not response.diagnostics
    assert keys.decoded(response.new_state) is None
    config = aliases.config(name="alias/a", target_key_id=state["id"])
    said = _said(aliases, aliases.apply(config))
    assert "is pending deletion" in said
    assert "cancel-key-deletion" in said


def test_roles_that_iam_would_refuse(cloud: Cloud) -> None:
    terraform = Terraform(cloud.provider(), "aws_iam_role")
    terraform.created(name="reader", assume_role_policy=TRUST)
    again = terraform.apply(terraform.config(name="READER", assume_role_policy=TRUST))
    assert "EntityAlreadyExists: role reader exists" in _said(terraform, again)
    own = {"AWS": [ROOT, f"arn:aws:iam::{ACCOUNT}:role/self"]}
    trust = policy({"Effect": "Allow", "Principal": own, "Action": "sts:AssumeRole"})
    itself = terraform.apply(terraform.config(name="self", assume_role_policy=trust))
    assert "cannot name itself as a principal" in _said(terraform, itself)


def test_a_topic_that_exists_is_refused(cloud: Cloud) -> None:
    cloud.client("sns").create_topic(Name="t")
    terraform = Terraform(cloud.provider(), "aws_sns_topic")
    response = terraform.apply(terraform.config(name="t"))
    assert "AlreadyExistsException: topic t exists" in _said(terraform, response)


def test_networks_that_overlap_are_refused_at_plan_time(cloud: Cloud) -> None:
    terraform = Terraform(cloud.provider(), "aws_vpc_peering_connection")
    one, other = cloud.vpc("10.0.0.0/16"), cloud.vpc("10.1.0.0/16")
    cloud.client("ec2").associate_vpc_cidr_block(VpcId=other, CidrBlock="10.0.128.0/17")
    said = _said(terraform, terraform.plan(terraform.config(vpc_id=one, peer_vpc_id=other)))
    assert "10.0.0.0/16 of" in said
    assert "overlaps 10.0.128.0/17" in said
    same = _said(terraform, terraform.plan(terraform.config(vpc_id=one, peer_vpc_id=one)))
    assert "cannot peer with itself" in same
    accepted = terraform.config(
        vpc_id=one, peer_vpc_id=other, peer_owner_id=OTHER_ACCOUNT, auto_accept=True
    )
    assert "within one account" in _said(terraform, terraform.plan(accepted))


def test_a_second_connection_of_a_pair_is_refused_in_either_direction(cloud: Cloud) -> None:
    terraform = Terraform(cloud.provider(), "aws_vpc_peering_connection")
    one, other = cloud.vpc("10.0.0.0/16"), cloud.vpc("10.1.0.0/16")
    first = terraform.created(vpc_id=one, peer_vpc_id=other)
    response = terraform.apply(terraform.config(vpc_id=other, peer_vpc_id=one))
    assert f"{first['id']} connects" in _said(terraform, response)

    # once it is gone, another may follow
    cloud.client("ec2").delete_vpc_peering_connection(VpcPeeringConnectionId=first["id"])
    assert terraform.created(vpc_id=other, peer_vpc_id=one)["accept_status"] != "deleted"


def test_options_wait_for_an_active_connection_and_belong_to_their_side(cloud: Cloud) -> None:
    far = {"assume_role": [{"role_arn": OTHER_ROLE}], "region": "eu-west-1"}
    near_provider, far_provider = cloud.provider(), cloud.provider(**far)
    vpc, peer = (
        cloud.vpc("10.0.0.0/16"),
        cloud.vpc("10.1.0.0/16", region="eu-west-1", other=True),
    )
    connections = Terraform(near_provider, "aws_vpc_peering_connection")
    connection = connections.created(
        vpc_id=vpc, peer_vpc_id=peer, peer_owner_id=OTHER_ACCOUNT, peer_region="eu-west-1"
    )
    near = Terraform(near_provider, "aws_vpc_peering_connection_options")
    block = [{"allow_remote_vpc_dns_resolution": True}]

    def options(side: str) -> Any:
        return near.config(vpc_peering_connection_id=connection["id"], **{side: block})

    # not while it is pending
    said = _said(near, near.apply(options("requester")))
    assert "OperationNotPermitted" in said
    assert "is pending-acceptance" in said

    # then each side its own
    accepters = Terraform(far_provider, "aws_vpc_peering_connection_accepter")
    accepted = accepters.created(vpc_peering_connection_id=connection["id"], auto_accept=True)
    assert (accepted["accept_status"], accepted["peer_owner_id"]) == ("active", ACCOUNT)
    assert not near.apply(options("requester")).diagnostics
    said = _said(near, near.apply(options("accepter")))
    assert f"the accepter is account {OTHER_ACCOUNT} in eu-west-1" in said
    assert "provider alias" in said
    far_options = Terraform(far_provider, "aws_vpc_peering_connection_options")
    assert not far_options.apply(options("accepter")).diagnostics


def test_overlap_with_another_account_is_seen_when_it_is_accepted(cloud: Cloud) -> None:
    vpc, peer = cloud.vpc("10.0.0.0/16"), cloud.vpc("10.0.0.0/20", other=True)
    connection = Terraform(cloud.provider(), "aws_vpc_peering_connection").created(
        vpc_id=vpc, peer_vpc_id=peer, peer_owner_id=OTHER_ACCOUNT
    )
    other = cloud.provider(assume_role=[{"role_arn": OTHER_ROLE}])
    accepters = Terraform(other, "aws_vpc_peering_connection_accepter")
    config = accepters.config(vpc_peering_connection_id=connection["id"], auto_accept=True)
    assert "overlaps" in _said(accepters, accepters.apply(config))


def test_another_kind_of_source_replaces_a_rule_and_another_value_does_not(cloud: Cloud) -> None:
    terraform = Terraform(cloud.provider(), "aws_vpc_security_group_ingress_rule")
    vpc = cloud.vpc("10.0.0.0/16")
    filters = [{"Name": "vpc-id", "Values": [vpc]}]
    [group] = cloud.client("ec2").describe_security_groups(Filters=filters)["SecurityGroups"]
    rule = {"security_group_id": group["GroupId"], "ip_protocol": "-1"}
    state = terraform.created(**rule, cidr_ipv4="10.1.0.0/16")

    value = terraform.plan(terraform.config(**rule, cidr_ipv4="10.2.0.0/16"), state)
    assert list(value.requires_replace) == []
    reference = {"referenced_security_group_id": group["GroupId"]}
    kind = terraform.plan(terraform.config(**rule, **reference), state)
    steps = {step.attribute_name for path in kind.requires_replace for step in path.steps}
    assert steps == {"cidr_ipv4", "referenced_security_group_id"}
