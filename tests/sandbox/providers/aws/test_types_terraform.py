"""Real Terraform, the built-in provider and a real local AWS: every served type."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from sandbox.providers.aws.cloud import Cloud
from sandbox.providers.aws.stack import HERE, Stack, summary

from modelstacks.sandbox.providers.aws.tables import served_data_sources, served_resources

pytestmark = pytest.mark.e2e

_CONFIGURATION = (HERE / "every_type.tf").read_text()
_EXPLAINED_BY_IMPORT = {
    # What no answer tells: flags that only destroy or accept reads, subscribers and tags of a
    # budget, sizes in a filter.
    "aws_kms_key.data",
    "aws_s3_bucket.logs",
    "aws_s3_bucket_lifecycle_configuration.models",
    "aws_vpc_peering_connection.near",
    "aws_vpc_peering_connection_accepter.far",
    "aws_budgets_budget.monthly",
}


def test_the_configuration_names_every_served_type() -> None:
    used = set(re.findall(r'^resource "(\w+)"', _CONFIGURATION, re.MULTILINE))
    read = set(re.findall(r'^data "(\w+)"', _CONFIGURATION, re.MULTILINE))
    assert used == set(served_resources())
    assert read == set(served_data_sources())


def test_every_type_lives_its_whole_life(tmp_path: Path, cloud: Cloud) -> None:
    vpcs = {
        "vpc": cloud.vpc("10.60.0.0/16"),
        "near_vpc": cloud.vpc("10.61.0.0/16"),
        "far_vpc": cloud.vpc("10.62.0.0/16", region="eu-west-1", other=True),
    }
    stack = Stack(tmp_path, _CONFIGURATION, cloud, **vpcs)
    before = _inventory(cloud)

    stack.apply()
    stack.plan(exit_code=0)
    _both_sides(cloud)

    _import_into_an_empty_state(stack)

    # every type that can change changes in place
    changed = stack.apply("-var=v=2")
    assert summary(changed) == (0, 22, 0)
    stack.plan("-var=v=2", exit_code=0)

    _make_drift(cloud)
    drift = stack.plan("-var=v=2", exit_code=2)
    assert "aws_cloudwatch_log_group.t5 will be created" in drift
    assert "aws_sns_topic.alerts will be updated in-place" in drift
    assert summary(drift) == (1, 1, 0)

    stack.apply("-destroy", "-var=v=2")
    assert _inventory(cloud) == before


def _both_sides(cloud: Cloud) -> None:
    """The peering is active, resolves names both ways, and is routed on both sides."""
    [found] = [
        item
        for item in cloud.client("ec2").describe_vpc_peering_connections()["VpcPeeringConnections"]
        if item["AccepterVpcInfo"]["OwnerId"] != item["RequesterVpcInfo"]["OwnerId"]
    ]
    assert found["Status"]["Code"] == "active"
    for name in ("AccepterVpcInfo", "RequesterVpcInfo"):
        assert found[name]["PeeringOptions"]["AllowDnsResolutionFromRemoteVpc"]
    far = cloud.client("ec2", region="eu-west-1", other=True)
    for side in (cloud.client("ec2"), far):
        tables = side.describe_route_tables()["RouteTables"]
        routes = [route for table in tables for route in table["Routes"]]
        id_ = found["VpcPeeringConnectionId"]
        assert any(route.get("VpcPeeringConnectionId") == id_ for route in routes)


def _inventory(cloud: Cloud) -> Any:
    """What the account holds, without what can only be scheduled to go."""
    ec2, iam = cloud.client("ec2"), cloud.client("iam")
    far = cloud.client("ec2", region="eu-west-1", other=True)
    kms = cloud.client("kms")
    keys = [kms.describe_key(KeyId=key["KeyId"]) for key in kms.list_keys()["Keys"]]
    return {
        "buckets": cloud.client("s3").list_buckets()["Buckets"],
        "keys": [key for key in keys if key["KeyMetadata"]["KeyState"] != "PendingDeletion"],
        "aliases": kms.list_aliases()["Aliases"],
        "roles": iam.list_roles()["Roles"],
        "policies": iam.list_policies(Scope="Local")["Policies"],
        "profiles": iam.list_instance_profiles()["InstanceProfiles"],
        "peerings": [
            item
            for item in ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
            if item["Status"]["Code"] != "deleted"
        ],
        "routes": [
            sorted(json.dumps(route) for route in table["Routes"])
            for side in (ec2, far)
            for table in side.describe_route_tables()["RouteTables"]
        ],
        "rules": sorted(
            rule["SecurityGroupRuleId"]
            for rule in ec2.describe_security_group_rules()["SecurityGroupRules"]
        ),
        "endpoints": [
            item
            for item in ec2.describe_vpc_endpoints()["VpcEndpoints"]
            if item["State"] != "deleted"
        ],
        "topics": cloud.client("sns").list_topics().get("Topics"),
        "alarms": cloud.client("cloudwatch").describe_alarms()["MetricAlarms"],
        "log groups": cloud.client("logs").describe_log_groups()["logGroups"],
        "budgets": cloud.client("budgets").describe_budgets(AccountId="123456789012")["Budgets"],
    }


def _make_drift(cloud: Cloud) -> None:
    """Change one object and remove another behind Terraform's back."""
    cloud.client("logs").delete_log_group(logGroupName="/modelstacks/t5")
    sns = cloud.client("sns")
    [topic] = sns.list_topics()["Topics"]
    sns.set_topic_attributes(
        TopicArn=topic["TopicArn"], AttributeName="DisplayName", AttributeValue="drift"
    )


def _import_id(item: dict[str, Any]) -> str:
    values = item["attributes"]
    if item["type"] == "aws_route":
        return f"{values['route_table_id']}_{values['destination_cidr_block']}"
    return str(values["id"])


def _import_into_an_empty_state(stack: Stack) -> None:
    """Import everything: the measure of what reads answer."""
    blocks = []
    for item in stack.state():
        alias = f"  provider = aws.{item['alias']}\n" if item["alias"] else ""
        id_ = json.dumps(_import_id(item))
        blocks.append(f"import {{\n  to = {item['address']}\n  id = {id_}\n{alias}}}\n")
    state, aside = stack.folder / "terraform.tfstate", stack.folder / "aside.tfstate"
    state.rename(aside)
    imports = stack.folder / "imports.tf"
    imports.write_text("".join(blocks))
    output = stack.plan(exit_code=2)
    imports.unlink()
    aside.rename(state)
    assert f"Plan: {len(blocks)} to import" in output
    changed = set(re.findall(r"# (\S+) (?:will be updated|must be replaced)", output))
    assert changed <= _EXPLAINED_BY_IMPORT, output
