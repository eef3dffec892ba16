"""Wrong arguments are refused by name, at any depth, all at once."""

from collections.abc import Callable
from typing import Any

import cdktf
import pytest

from modelstacks.bindings.aws.kms import KmsKey
from modelstacks.bindings.aws.provider import AwsProvider
from modelstacks.bindings.aws.s3 import (
    S3Bucket,
    S3BucketLifecycleConfiguration,
    S3BucketPolicy,
    S3BucketVersioning,
)

Refused = Callable[..., str]


@pytest.fixture(name="refused")
def _refused() -> Refused:
    stack = cdktf.TerraformStack(cdktf.Testing.app(), "stack")

    def refused(class_: Any, **arguments: Any) -> str:
        with pytest.raises(TypeError) as error:
            class_(stack, "x", **arguments)
        assert cdktf.Testing.synth(stack).find("aws_") < 0, "nothing is drawn"
        return str(error.value)

    return refused


def test_an_unknown_argument_names_the_nearest(refused: Refused) -> None:
    message = refused(S3Bucket, buket="x")
    assert "S3Bucket: no argument 'buket'" in message
    assert "did you mean: bucket" in message


def test_a_missing_argument_is_named(refused: Refused) -> None:
    message = refused(S3BucketPolicy, bucket="x")
    assert message.startswith("S3BucketPolicy.__init__() missing")
    assert "'policy'" in message


def test_what_only_newer_providers_know_is_unknown(refused: Refused) -> None:
    assert "no argument 'region'" in refused(KmsKey, region="us-east-1")


def test_none_for_a_required_argument_is_missing(refused: Refused) -> None:
    assert "S3BucketPolicy.policy: is required" in refused(S3BucketPolicy, bucket="x", policy=None)


def test_a_nested_block_is_checked_and_every_mistake_told(refused: Refused) -> None:
    message = refused(S3BucketVersioning, bucket=3, versioning_configuration={"statuss": "Enabled"})
    assert "S3BucketVersioning.bucket: found 3 of type int" in message
    assert "versioning_configuration: no argument 'statuss'" in message
    assert "did you mean: status" in message
    assert "S3BucketVersioning.versioning_configuration.status: is required" in message


def test_blocks_in_blocks_of_a_list_are_checked(refused: Refused) -> None:
    rule = {"id": "a", "status": "Enabled", "filter": {"and": {"prefx": "x"}}}
    message = refused(S3BucketLifecycleConfiguration, bucket="x", rule=[rule])
    assert "S3BucketLifecycleConfiguration.rule[0].filter.and: no argument 'prefx'" in message


@pytest.mark.parametrize(
    ("argument", "value", "said"),
    [
        ("rule", [], "rule: is required"),
        ("rule", "x", "allowed: a list"),
        ("rule", ["x"], "rule[0]: found 'x'"),
        ("rule", [{"id": "a", "status": "b", "filter": []}], "allowed: a dictionary with and,"),
        (
            "rule",
            [{"id": "a", "status": "b", "expiration": {"days": True}}],
            "expiration.days: found True of type bool",
        ),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(
    refused: Refused, argument: str, value: Any, said: str
) -> None:
    message = refused(S3BucketLifecycleConfiguration, **{"bucket": "x", argument: value})
    assert said in message


@pytest.mark.parametrize("tags", [{"a": None}, {"a": 1}, {1: "a"}, ["a"], "a"])
def test_tags_are_texts_by_text(refused: Refused, tags: Any) -> None:
    assert "S3Bucket.tags" in refused(S3Bucket, tags=tags)


def test_a_resource_in_place_of_its_id_is_refused(refused: Refused) -> None:
    other = S3Bucket(cdktf.TerraformStack(cdktf.Testing.app(), "other"), "b", bucket="b")
    assert "S3BucketPolicy.bucket: found" in refused(S3BucketPolicy, bucket=other, policy="{}")


def test_the_provider_block_is_checked_too(refused: Refused) -> None:
    message = refused(AwsProvider, assume_role={"rol_arn": "x"}, skip_metadata_api_check=True)
    assert "AwsProvider.assume_role: no argument 'rol_arn'" in message
    assert "AwsProvider.skip_metadata_api_check: found True" in message
