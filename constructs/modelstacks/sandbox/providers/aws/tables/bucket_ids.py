"""What the settings of a bucket share: the id, and the waits that S3 may ask for."""

from typing import Any

from modelstacks.sandbox.providers.aws.client import Service
from modelstacks.sandbox.providers.aws.entry import service
from modelstacks.sandbox.providers.aws.errors import AwsError
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import Object


def s3(call: Call) -> Service:
    """Return S3 in the bucket's region."""
    return service(call, "s3")


def settling(call: Call) -> Service:
    """Return S3 with writes repeated while a bucket that was just made has not spread."""
    return s3(call).until(_not_spread)


def _not_spread(error: AwsError) -> bool:
    return error.code in ("NoSuchBucket", "OperationAborted")


def set_id(call: Call) -> None:
    """Name the object: the bucket, with the expected owner where one is configured."""
    owner = call.values.get("expected_bucket_owner")
    bucket = str(call.values["bucket"])
    call.id = f"{bucket},{owner}" if owner else bucket


def target(call: Call) -> dict[str, Any]:
    """Return the arguments that name the bucket."""
    bucket, _, owner = str(call.id).partition(",")
    return {"Bucket": bucket, "ExpectedBucketOwner": owner} if owner else {"Bucket": bucket}


def named(call: Call, **values: Any) -> Object:
    """Return what was read, with bucket and expected owner from the id."""
    bucket, _, owner = str(call.id).partition(",")
    answer: Object = {"bucket": bucket, **values}
    if "expected_bucket_owner" in call.block.attributes and owner:
        answer["expected_bucket_owner"] = owner
    return answer
