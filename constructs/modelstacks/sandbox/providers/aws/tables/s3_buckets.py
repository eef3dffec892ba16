"""Buckets. Their settings are types of their own; the deprecated members here are refused."""

from collections.abc import Iterator

from modelstacks.sandbox.providers.aws import names, tags
from modelstacks.sandbox.providers.aws.checks import bucket_name
from modelstacks.sandbox.providers.aws.entry import entry, region_of
from modelstacks.sandbox.providers.aws.errors import AwsError, MissingError
from modelstacks.sandbox.providers.aws.tables.bucket_ids import s3, settling
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import Object, is_zero

_FIRST_REGION = "us-east-1"
_ELSEWHERE = {
    "acceleration_status": "aws_s3_bucket_accelerate_configuration",
    "acl": "aws_s3_bucket_ownership_controls",
    "cors_rule": "aws_s3_bucket_cors_configuration",
    "grant": "aws_s3_bucket_policy",
    "lifecycle_rule": "aws_s3_bucket_lifecycle_configuration",
    "logging": "aws_s3_bucket_logging",
    "object_lock_configuration": "aws_s3_bucket_object_lock_configuration",
    "policy": "aws_s3_bucket_policy",
    "replication_configuration": "aws_s3_bucket_replication_configuration",
    "request_payer": "aws_s3_bucket_request_payment_configuration",
    "server_side_encryption_configuration": "aws_s3_bucket_server_side_encryption_configuration",
    "versioning": "aws_s3_bucket_versioning",
    "website": "aws_s3_bucket_website_configuration",
}
"""Deprecated members, and the type that replaces each."""


def check(config: Object) -> Iterator[Diagnostic]:
    """Yield what is wrong with the name, and every deprecated member."""
    yield from bucket_name(config.get("bucket"), "bucket")
    prefix = config.get("bucket_prefix")
    if isinstance(prefix, str) and prefix:
        yield from bucket_name(f"{prefix}{'0' * 26}", "bucket_prefix")
    for name, other in _ELSEWHERE.items():
        if not is_zero(config.get(name)):
            yield Diagnostic(
                summary=f'"{name}" of aws_s3_bucket is deprecated and not served here',
                detail=f"Use {other}.",
                path=(name,),
            )


def create(call: Call) -> None:
    """Make it. A name that is taken is refused, as moto is silent about one's own bucket."""
    name = names.chosen(call, name="bucket", prefix="bucket_prefix")
    _refuse_taken(call, name)
    region = region_of(call)
    s3(call).create_bucket(
        Bucket=name,
        ObjectLockEnabledForBucket=bool(call.values.get("object_lock_enabled")),
        **(
            {}
            if region == _FIRST_REGION
            else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        ),
    )
    call.id = name
    if wanted := tags.wanted(call):
        settling(call).put_bucket_tagging(Bucket=name, Tagging={"TagSet": tags.pairs(wanted)})


def _refuse_taken(call: Call, name: str) -> None:
    try:
        s3(call).head_bucket(Bucket=name)
    except MissingError:
        return
    except AwsError as error:
        if error.status != 403:  # noqa: PLR2004  forbidden: somebody else's
            raise
    own = {item["Name"] for item in s3(call).list_buckets().get("Buckets", [])}
    code = "BucketAlreadyOwnedByYou" if name in own else "BucketAlreadyExists"
    raise AwsError(code=code, message=f"bucket {name} exists", call="s3 create_bucket")


def read(call: Call) -> Object:
    """Read it. The hosted zone is left out: it matters to websites only."""
    name = str(call.id)
    region = s3(call).head_bucket(Bucket=name).get("BucketRegion") or region_of(call)
    try:
        found = tags.from_pairs(s3(call).get_bucket_tagging(Bucket=name).get("TagSet"))
    except MissingError as error:
        if error.code != "NoSuchTagSet":
            raise
        found = {}
    return {
        "arn": f"arn:{call.client.partition}:s3:::{name}",
        "bucket": name,
        "bucket_prefix": names.prefix_of(name),
        "bucket_domain_name": f"{name}.s3.amazonaws.com",
        "bucket_region": region,
        "bucket_regional_domain_name": f"{name}.s3.{region}.amazonaws.com",
        "region": region,
        "object_lock_enabled": _locked(call, name),
        **tags.read(call, found),
    }


def _locked(call: Call, name: str) -> bool:
    if not call.values.get("object_lock_enabled"):
        return False
    found = s3(call).get_object_lock_configuration(Bucket=name)
    enabled = found.get("ObjectLockConfiguration", {}).get("ObjectLockEnabled")
    return bool(enabled == "Enabled")


def update(call: Call) -> None:
    """Change the tags: force_destroy is only kept in the state."""
    if not call.changed("tags_all"):
        return
    wanted = tags.wanted(call)
    if wanted:
        s3(call).put_bucket_tagging(Bucket=call.id, Tagging={"TagSet": tags.pairs(wanted)})
    else:
        s3(call).delete_bucket_tagging(Bucket=call.id)


def delete(call: Call) -> None:
    """Remove it; what it holds only with force_destroy."""
    name = str(call.id)
    held = _versions(call, name)
    if held and not call.values.get("force_destroy"):
        raise AwsError(
            code="BucketNotEmpty",
            message=f"bucket {name} holds {held[0]['Key']} and maybe more",
            call="s3 delete_bucket",
        )
    while held:
        s3(call).delete_objects(Bucket=name, Delete={"Objects": held, "Quiet": True})
        held = _versions(call, name)
    s3(call).delete_bucket(Bucket=name)


def _versions(call: Call, name: str) -> list[dict[str, str]]:
    found = s3(call).list_object_versions(Bucket=name)
    return [
        {"Key": item["Key"], "VersionId": item["VersionId"]}
        for kind in ("Versions", "DeleteMarkers")
        for item in found.get(kind) or []
    ]


TABLES = (
    entry("aws_s3_bucket", create=create, read=read, update=update, delete=delete, checks=check),
)
