"""Keys. Deleting one schedules it; from then on it counts as gone."""

from modelstacks.sandbox.providers.aws import tags
from modelstacks.sandbox.providers.aws.entry import entry
from modelstacks.sandbox.providers.aws.tables.kms import (
    check_lockout,
    kms,
    living,
    read_policy,
    settling,
)
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import Object

_WINDOW_DAYS = 30
_ROTATION_DAYS = 365
_ARGUMENTS = {
    "description": "Description",
    "key_usage": "KeyUsage",
    "customer_master_key_spec": "KeySpec",
    "policy": "Policy",
    "multi_region": "MultiRegion",
    "bypass_policy_lockout_safety_check": "BypassPolicyLockoutSafetyCheck",
    "custom_key_store_id": "CustomKeyStoreId",
    "xks_key_id": "XksKeyId",
}


def create(call: Call) -> None:
    """Make it; rotation and a disabled state come after."""
    check_lockout(call)
    arguments = {
        key: call.values[name] for name, key in _ARGUMENTS.items() if call.values.get(name)
    }
    if wanted := tags.wanted(call):
        arguments["Tags"] = tags.pairs(wanted, "TagKey", "TagValue")
    call.id = settling(call).create_key(**arguments)["KeyMetadata"]["KeyId"]
    if call.values.get("enable_key_rotation"):
        _rotate(call)
    if call.values.get("is_enabled") is False:
        kms(call).disable_key(KeyId=call.id)


def _rotate(call: Call) -> None:
    days = call.values.get("rotation_period_in_days")
    period = {"RotationPeriodInDays": days} if days else {}
    kms(call).enable_key_rotation(KeyId=call.id, **period)


def read(call: Call) -> Object:
    """Read it. moto never says the rotation period: the configured one is kept."""
    key = str(call.id)
    found = living(call, key)
    rotates = bool(kms(call).get_key_rotation_status(KeyId=key).get("KeyRotationEnabled"))
    held = kms(call).list_resource_tags(KeyId=key).get("Tags")
    return {
        "arn": found["Arn"],
        "key_id": found["KeyId"],
        "description": found.get("Description", ""),
        "customer_master_key_spec": found.get("KeySpec", found.get("CustomerMasterKeySpec")),
        "custom_key_store_id": found.get("CustomKeyStoreId"),
        "key_usage": found.get("KeyUsage"),
        "is_enabled": found.get("Enabled"),
        "multi_region": bool(found.get("MultiRegion")),
        "policy": read_policy(call, key),
        "enable_key_rotation": rotates,
        "rotation_period_in_days": (call.values.get("rotation_period_in_days") or _ROTATION_DAYS)
        if rotates
        else call.values.get("rotation_period_in_days"),
        **tags.read(call, tags.from_pairs(held, "TagKey", "TagValue")),
    }


def update(call: Call) -> None:
    """Change it. Most changes need an enabled key: enabling comes first, disabling last."""
    key = {"KeyId": call.id}
    if call.changed("is_enabled") and call.values.get("is_enabled"):
        kms(call).enable_key(**key)
    if call.changed("enable_key_rotation", "rotation_period_in_days"):
        if call.values.get("enable_key_rotation"):
            _rotate(call)
        else:
            kms(call).disable_key_rotation(**key)
    if call.changed("description"):
        kms(call).update_key_description(**key, Description=call.values.get("description") or "")
    if call.changed("policy") and call.values.get("policy"):
        check_lockout(call)
        bypass = bool(call.values.get("bypass_policy_lockout_safety_check"))
        settling(call).put_key_policy(
            **key,
            PolicyName="default",
            Policy=call.values["policy"],
            BypassPolicyLockoutSafetyCheck=bypass,
        )
    added, removed = tags.difference(call)
    if removed:
        kms(call).untag_resource(**key, TagKeys=removed)
    if added:
        kms(call).tag_resource(**key, Tags=tags.pairs(added, "TagKey", "TagValue"))
    if call.changed("is_enabled") and not call.values.get("is_enabled"):
        kms(call).disable_key(**key)


def delete(call: Call) -> None:
    """Schedule its deletion. Its id never comes back."""
    living(call, str(call.id))
    days = call.values.get("deletion_window_in_days") or _WINDOW_DAYS
    kms(call).schedule_key_deletion(KeyId=call.id, PendingWindowInDays=days)


TABLES = (
    entry(
        "aws_kms_key",
        create=create,
        read=read,
        update=update,
        delete=delete,
        customize=check_lockout,
    ),
)
