"""Policies of buckets."""

from modelstacks.sandbox.providers.aws import documents
from modelstacks.sandbox.providers.aws.entry import entry
from modelstacks.sandbox.providers.aws.errors import AwsError
from modelstacks.sandbox.providers.aws.tables.bucket_ids import named, s3, set_id
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import Object


def _not_spread(error: AwsError) -> bool:
    """A principal that was just made is unknown for a while."""
    return error.code in ("NoSuchBucket", "OperationAborted", "MalformedPolicy")


def put(call: Call) -> None:
    """Set it. moto takes any text, so the syntax is looked at here once all is known."""
    documents.checked("policy", call.values["policy"])
    s3(call).until(_not_spread).put_bucket_policy(
        Bucket=call.values["bucket"], Policy=call.values["policy"]
    )


def create(call: Call) -> None:
    """Set it."""
    set_id(call)
    put(call)


def read(call: Call) -> Object:
    """Read it."""
    found = s3(call).get_bucket_policy(Bucket=call.id)["Policy"]
    return named(call, policy=documents.kept(call.values.get("policy"), found))


def delete(call: Call) -> None:
    """Remove it."""
    s3(call).delete_bucket_policy(Bucket=call.id)


TABLES = (entry("aws_s3_bucket_policy", create=create, read=read, update=put, delete=delete),)
