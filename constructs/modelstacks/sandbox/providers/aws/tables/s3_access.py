"""Who may reach a bucket's objects: public access block and ownership."""

from modelstacks.sandbox.providers.aws.entry import entry
from modelstacks.sandbox.providers.aws.tables.bucket_ids import named, s3, set_id, settling, target
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import Object

_BLOCKS = {
    "block_public_acls": "BlockPublicAcls",
    "block_public_policy": "BlockPublicPolicy",
    "ignore_public_acls": "IgnorePublicAcls",
    "restrict_public_buckets": "RestrictPublicBuckets",
}


def put_block(call: Call) -> None:
    """Set all four, always."""
    wanted = {key: bool(call.values.get(name)) for name, key in _BLOCKS.items()}
    settling(call).put_public_access_block(**target(call), PublicAccessBlockConfiguration=wanted)


def create_block(call: Call) -> None:
    """Set it."""
    set_id(call)
    put_block(call)


def read_block(call: Call) -> Object:
    """Read it."""
    found = s3(call).get_public_access_block(**target(call))["PublicAccessBlockConfiguration"]
    return named(call, **{name: bool(found.get(key)) for name, key in _BLOCKS.items()})


def delete_block(call: Call) -> None:
    """Remove it, unless it shall stay."""
    if not call.values.get("skip_destroy"):
        s3(call).delete_public_access_block(**target(call))


def put_ownership(call: Call) -> None:
    """Set it."""
    rules = [{"ObjectOwnership": rule["object_ownership"]} for rule in call.values["rule"]]
    settling(call).put_bucket_ownership_controls(**target(call), OwnershipControls={"Rules": rules})


def create_ownership(call: Call) -> None:
    """Set it."""
    set_id(call)
    put_ownership(call)


def read_ownership(call: Call) -> Object:
    """Read it."""
    found = s3(call).get_bucket_ownership_controls(**target(call))["OwnershipControls"]
    rules = [{"object_ownership": rule["ObjectOwnership"]} for rule in found["Rules"]]
    return named(call, rule=rules)


def delete_ownership(call: Call) -> None:
    """Remove it."""
    settling(call).delete_bucket_ownership_controls(**target(call))


TABLES = (
    entry(
        "aws_s3_bucket_public_access_block",
        create=create_block,
        read=read_block,
        update=put_block,
        delete=delete_block,
    ),
    entry(
        "aws_s3_bucket_ownership_controls",
        create=create_ownership,
        read=read_ownership,
        update=put_ownership,
        delete=delete_ownership,
    ),
)
