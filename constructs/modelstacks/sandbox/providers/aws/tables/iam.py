"""What the types of IAM share."""

import datetime
from typing import Any

from modelstacks.sandbox.providers.aws.client import Service
from modelstacks.sandbox.providers.aws.entry import is_import, service
from modelstacks.sandbox.providers.aws.errors import AwsError
from modelstacks.sandbox.providers.plugin.table import Call


def iam(call: Call) -> Service:
    """Return IAM."""
    return service(call, "iam")


def settling(call: Call) -> Service:
    """Return IAM with calls repeated while what was just made is unknown, or still in use."""
    return iam(call).until(_not_spread)


def reading(call: Call) -> Service:
    """Return IAM for reads: right after a create the object may not have spread."""
    return settling(call) if call.fresh and not is_import(call) else iam(call)


def _not_spread(error: AwsError) -> bool:
    invalid = error.code == "MalformedPolicyDocument" and "principal" in error.message.lower()
    return invalid or error.code in ("NoSuchEntity", "ConcurrentModification")


def releasing(call: Call) -> Service:
    """Return IAM with a delete repeated while a detachment has not spread."""
    return iam(call).until(lambda error: error.code == "DeleteConflict")


def moment(value: Any) -> str | None:
    """Return a time as the provider spells it."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return None if value is None else str(value)
