"""What keys, aliases and key policies share."""

import json
from typing import Any

from modelstacks.sandbox.providers.aws import documents
from modelstacks.sandbox.providers.aws.client import Service
from modelstacks.sandbox.providers.aws.entry import service
from modelstacks.sandbox.providers.plugin.behaviour import Change
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, GoneError

Json = dict[str, Any]

_PENDING = frozenset({"PendingDeletion", "PendingReplicaDeletion"})
_GIVE_BACK = frozenset({"*", "kms:*", "kms:put*", "kms:putkeypolicy"})
"""Actions, in small letters, with which a caller can mend the policy later."""


def kms(call: Call) -> Service:
    """Return KMS in the key's region."""
    return service(call, "kms")


def settling(call: Call) -> Service:
    """Return KMS with writes repeated while keys and principals that were just made are unknown."""
    return kms(call).until(
        lambda error: error.code in ("MalformedPolicyDocumentException", "NotFoundException")
    )


def bare(key: str) -> str:
    """Return a key's id of its id or ARN."""
    return key.rsplit("/", 1)[-1]


def same_key(change: Change) -> bool:
    """Suppress a difference between id and ARN of one key."""
    return bool(change.old and change.new) and bare(str(change.old)) == bare(str(change.new))


def living(call: Call, key: str) -> Json:
    """Return what KMS says of a key; one that is pending deletion is gone."""
    found: Json = kms(call).describe_key(KeyId=key)["KeyMetadata"]
    if found.get("KeyState") in _PENDING:
        raise GoneError(
            f"key {bare(key)} is pending deletion",
            detail="Restore it (cancel-key-deletion, enable-key), or name another key.",
        )
    return found


def read_policy(call: Call, key: str) -> str | None:
    """Return the policy of a key, spelt as in the state if it means the same."""
    found = kms(call).get_key_policy(KeyId=key, PolicyName="default")["Policy"]
    return documents.kept(call.values.get("policy"), found)


def check_lockout(call: Call) -> None:
    """Refuse a policy that nobody of the account could mend: KMS does, moto does not."""
    policy = call.values.get("policy")
    if not isinstance(policy, str) or not policy or call.config.get("policy") is None:
        return
    if call.values.get("bypass_policy_lockout_safety_check"):
        return
    account, caller = call.client.account, str(call.client.caller["Arn"])
    root = f"arn:{call.client.partition}:iam::{account}:root"
    mending = {"*", account, root, caller, _role_of(caller)}
    for statement in documents.statements(documents.checked("policy", policy)):
        actions = {str(item).lower() for item in documents.listed(statement.get("Action"))}
        principal = statement.get("Principal")
        names = principal.get("AWS") if isinstance(principal, dict) else principal
        if (
            statement.get("Effect") == "Allow"
            and actions & _GIVE_BACK
            and mending & set(map(str, documents.listed(names)))
        ):
            return
    raise ProviderError(
        "the policy locks its own account out of the key",
        detail=f"Nobody could change it later. Allow kms:* (or kms:PutKeyPolicy) to {root}, or set "
        "bypass_policy_lockout_safety_check.",
        path=("policy",),
    )


def _role_of(caller: str) -> str:
    """Return the role behind an assumed one."""
    _, _, rest = caller.partition(":assumed-role/")
    if not rest:
        return caller
    account = caller.split(":")[4]
    return f"arn:aws:iam::{account}:role/{rest.split('/')[0]}"


def default_policy(call: Call) -> str:
    """Return the policy that a key has when nobody gives one."""
    root = f"arn:{call.client.partition}:iam::{call.client.account}:root"
    statement = {
        "Sid": "Enable IAM User Permissions",
        "Effect": "Allow",
        "Principal": {"AWS": root},
        "Action": "kms:*",
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Id": "key-default-1", "Statement": [statement]})
