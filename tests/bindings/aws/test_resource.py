"""Thin resources in the JSON: tokens, blocks, meta-arguments, providers."""

import json
import subprocess
import sys
from typing import Any

import cdktf
import pytest
from constructs import Construct
from support.template import Template

from modelstacks.bindings.aws.cloudwatch import CloudwatchMetricAlarm
from modelstacks.bindings.aws.ec2 import (
    DataAwsRouteTables,
    DataAwsVpc,
    Route,
    VpcEndpoint,
    VpcPeeringConnectionAccepter,
)
from modelstacks.bindings.aws.kms import KmsKey
from modelstacks.bindings.aws.provider import VERSIONS, AwsProvider
from modelstacks.bindings.aws.s3 import (
    S3Bucket,
    S3BucketLifecycleConfiguration,
    S3BucketPolicy,
    S3BucketServerSideEncryptionConfiguration,
)


def _plain(block: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in block.items() if name != "//"}


def test_arguments_stand_as_given_and_absent_ones_not_at_all() -> None:
    template = Template.of(
        lambda scope: S3Bucket(scope, "b", bucket="x", tags={"Cost Center": "1", "camelKey": "2"})
    )
    assert _plain(template.one("aws_s3_bucket")) == {
        "bucket": "x",
        "tags": {"Cost Center": "1", "camelKey": "2"},
    }


def test_blocks_keep_their_names_and_single_ones_are_objects() -> None:
    template = Template.of(
        lambda scope: S3BucketLifecycleConfiguration(
            scope,
            "l",
            bucket="x",
            rule=(
                {
                    "id": "old",
                    "status": "Enabled",
                    "filter": {"and": {"prefix": "p/", "tags": {"keepMe": "yes"}}},
                    "noncurrent_version_expiration": {"noncurrent_days": 30},
                    "transition": [{"days": 1, "storage_class": "GLACIER"}],
                },
                {"id": "all", "status": "Disabled", "filter": {}},
            ),
        )
    )
    assert template.one("aws_s3_bucket_lifecycle_configuration")["rule"] == [
        {
            "id": "old",
            "status": "Enabled",
            "filter": {"and": {"prefix": "p/", "tags": {"keepMe": "yes"}}},
            "noncurrent_version_expiration": {"noncurrent_days": 30},
            "transition": [{"days": 1, "storage_class": "GLACIER"}],
        },
        {"id": "all", "status": "Disabled", "filter": {}},
    ]


def test_text_and_truth_tokens_reach_nested_blocks() -> None:
    def draw(scope: Construct) -> None:
        key = KmsKey(scope, "k", enable_key_rotation=True)
        S3BucketServerSideEncryptionConfiguration(
            scope,
            "s",
            bucket=f"{S3Bucket(scope, 'b').id}-logs",
            rule=[
                {
                    "bucket_key_enabled": key.is_enabled,
                    "apply_server_side_encryption_by_default": {
                        "sse_algorithm": "aws:kms",
                        "kms_master_key_id": key.arn,
                    },
                }
            ],
        )

    assert _plain(Template.of(draw).one("aws_s3_bucket_server_side_encryption_configuration")) == {
        "bucket": "${aws_s3_bucket.b.id}-logs",
        "rule": [
            {
                "bucket_key_enabled": "${aws_kms_key.k.is_enabled}",
                "apply_server_side_encryption_by_default": {
                    "sse_algorithm": "aws:kms",
                    "kms_master_key_id": "${aws_kms_key.k.arn}",
                },
            }
        ],
    }


def test_number_tokens_and_numbers_as_text_tokens() -> None:
    def draw(scope: Construct) -> None:
        key = KmsKey(scope, "k", rotation_period_in_days=90.0)
        CloudwatchMetricAlarm(
            scope,
            "a",
            alarm_name="a",
            comparison_operator="GreaterThanThreshold",
            evaluation_periods=1,
            threshold=key.rotation_period_in_days,
            period=cdktf.Fn.max([60, key.rotation_period_in_days]),
            dimensions={"BucketName": S3Bucket(scope, "b").bucket},
        )

    template = Template.of(draw)
    assert template.one("aws_kms_key")["rotation_period_in_days"] == 90
    alarm = template.one("aws_cloudwatch_metric_alarm")
    assert alarm["threshold"] == "${aws_kms_key.k.rotation_period_in_days}"
    assert alarm["period"] == "${max(60, aws_kms_key.k.rotation_period_in_days)}"
    assert alarm["dimensions"] == {"BucketName": "${aws_s3_bucket.b.bucket}"}


def test_lists_maps_and_functions_are_tokens_of_their_kind() -> None:
    def draw(scope: Construct) -> None:
        tables = DataAwsRouteTables(scope, "t", vpc_id="vpc-1")
        first = VpcEndpoint(
            scope,
            "a",
            vpc_id="vpc-1",
            service_name="s3",
            route_table_ids=tables.ids,
            tags=S3Bucket(scope, "b").tags,
        )
        VpcEndpoint(
            scope,
            "c",
            vpc_id="vpc-1",
            service_name="s3",
            route_table_ids=cdktf.Fn.concat([first.route_table_ids, ["rtb-1"]]),
            tags=cdktf.Fn.merge([first.tags, {"Name": "c"}]),
        )

    endpoints = Template.of(draw).resources("aws_vpc_endpoint")
    assert endpoints["a"]["route_table_ids"] == "${data.aws_route_tables.t.ids}"
    assert endpoints["a"]["tags"] == "${aws_s3_bucket.b.tags}"
    # A set is turned into a list, so that the length and the order are known to functions.
    assert endpoints["c"]["route_table_ids"] == (
        '${concat(tolist(aws_vpc_endpoint.a.route_table_ids), ["rtb-1"])}'
    )
    assert endpoints["c"]["tags"] == '${merge(aws_vpc_endpoint.a.tags, {"Name" = "c"})}'


def test_a_document_is_passed_as_text() -> None:
    document = json.dumps({"Statement": [{"Resource": "arn:aws:s3:::x/$${aws:username}"}]})
    template = Template.of(lambda scope: S3BucketPolicy(scope, "p", bucket="x", policy=document))
    assert template.one("aws_s3_bucket_policy")["policy"] == document


def test_meta_arguments() -> None:
    def draw(scope: Construct) -> None:
        bucket = S3Bucket(
            scope,
            "b",
            lifecycle=cdktf.TerraformResourceLifecycle(
                prevent_destroy=True, ignore_changes=["tags"]
            ),
        )
        S3BucketPolicy(scope, "p", bucket="x", policy="{}", depends_on=(bucket,))
        KmsKey(scope, "k", count=2)
        tables = DataAwsRouteTables(scope, "t", vpc_id="vpc-1", depends_on=[bucket])
        each = cdktf.TerraformIterator.from_list(tables.ids)
        Route(scope, "r", for_each=each, route_table_id=cdktf.Token.as_string(each.value))

    template = Template.of(draw)
    assert template.one("aws_s3_bucket")["lifecycle"] == {
        "prevent_destroy": True,
        "ignore_changes": ["tags"],
    }
    assert template.one("aws_s3_bucket_policy")["depends_on"] == ["aws_s3_bucket.b"]
    assert template.one("aws_kms_key")["count"] == 2
    assert template.one("aws_route")["for_each"] == "${toset(data.aws_route_tables.t.ids)}"
    assert template.one("aws_route")["route_table_id"] == "${each.value}"
    assert template.json["data"]["aws_route_tables"]["t"]["depends_on"] == ["aws_s3_bucket.b"]


def test_two_providers_and_who_uses_which() -> None:
    def draw(scope: Construct) -> None:
        AwsProvider(
            scope,
            "aws",
            versions="6.25.0",
            region="us-east-1",
            shared_config_files=["../awsconfig"],
            skip_metadata_api_check="true",
            default_tags={"CostCenter": "x", "a b": "y"},
            endpoints={"s3": "http://127.0.0.1:1"},
        )
        peer = AwsProvider(
            scope,
            "peer",
            alias="peer",
            versions="6.25.0",
            assume_role={"role_arn": "arn:aws:iam::222222222222:role/peer"},
        )
        VpcPeeringConnectionAccepter(
            scope, "a", vpc_peering_connection_id="pcx-1", auto_accept=True, provider=peer
        )
        DataAwsVpc(scope, "v", id="vpc-1", provider=peer)

    template = Template.of(draw)
    assert template.json["provider"]["aws"] == [
        {
            "region": "us-east-1",
            "shared_config_files": ["../awsconfig"],
            "skip_metadata_api_check": "true",
            "default_tags": [{"tags": {"CostCenter": "x", "a b": "y"}}],
            "endpoints": [{"s3": "http://127.0.0.1:1"}],
        },
        {"alias": "peer", "assume_role": [{"role_arn": "arn:aws:iam::222222222222:role/peer"}]},
    ]
    assert template.one("aws_vpc_peering_connection_accepter")["provider"] == "aws.peer"
    assert template.json["data"]["aws_vpc"]["v"]["provider"] == "aws.peer"
    assert template.json["terraform"]["required_providers"]["aws"] == {
        "source": "hashicorp/aws",
        "version": "6.25.0",
    }


def test_without_a_version_every_provider_the_classes_fit_is_allowed() -> None:
    template = Template.of(lambda scope: AwsProvider(scope, "aws"))
    assert template.json["terraform"]["required_providers"]["aws"]["version"] == VERSIONS
    assert VERSIONS == ">= 5.100.0, < 7.0.0"


def test_a_resource_without_a_provider_is_noticed() -> None:
    stack = cdktf.TerraformStack(cdktf.Testing.app(), "stack")
    KmsKey(stack, "k")
    with pytest.raises(RuntimeError, match=r"(?s)provider.*aws"):
        cdktf.Testing.synth(stack, True)


def test_importing_the_package_loads_neither_cdktf_nor_the_large_bindings() -> None:
    code = (
        "import sys, modelstacks.bindings.aws; assert 'cdktf' not in sys.modules;"
        "import modelstacks.bindings.aws.s3;"
        "assert 'modelstacks.bindings.aws.iam' not in sys.modules;"
        "assert not [name for name in sys.modules if name.startswith('cdktf_cdktf_provider')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
