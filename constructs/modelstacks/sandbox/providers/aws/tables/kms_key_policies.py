"""Policies of keys, as objects of their own."""

from modelstacks.sandbox.providers.aws.entry import entry
from modelstacks.sandbox.providers.aws.tables.kms import (
    bare,
    check_lockout,
    default_policy,
    kms,
    living,
    read_policy,
    same_key,
    settling,
)
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import Object


def put(call: Call) -> None:
    """Set it."""
    key = bare(call.values["key_id"])
    check_lockout(call)
    living(call, key)
    settling(call).put_key_policy(
        KeyId=key,
        PolicyName="default",
        Policy=call.values["policy"],
        BypassPolicyLockoutSafetyCheck=bool(call.values.get("bypass_policy_lockout_safety_check")),
    )


def create(call: Call) -> None:
    """Set it."""
    put(call)
    call.id = call.values["key_id"]


def read(call: Call) -> Object:
    """Read it."""
    key = bare(str(call.id))
    found = living(call, key)
    return {"key_id": found["KeyId"], "policy": read_policy(call, key)}


def delete(call: Call) -> None:
    """Put the default policy back: a key always has one."""
    key = bare(str(call.id))
    living(call, key)
    if not call.values.get("bypass_policy_lockout_safety_check"):
        kms(call).put_key_policy(KeyId=key, PolicyName="default", Policy=default_policy(call))


TABLES = (
    entry(
        "aws_kms_key_policy",
        create=create,
        read=read,
        update=put,
        delete=delete,
        customize=check_lockout,
        suppressions={"key_id": same_key},
    ),
)
