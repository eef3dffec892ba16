"""What AWS's answers mean: gone, busy, refused, or missing in the local AWS."""

from typing import Any

from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import GoneError

BUSY = frozenset(
    {
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled",
        "RequestThrottledException", "TooManyRequestsException", "RequestLimitExceeded",
        "SlowDown", "BandwidthLimitExceeded", "PriorRequestNotComplete", "RequestTimeout",
        "ServiceUnavailable", "Unavailable", "OperationAborted", "ConcurrentModification",
        # Answers to HEAD have no body, so no code.
        "429", "503",
    }
)  # fmt: skip
"""Codes of answers that ask to come again: the call did nothing."""

_GONE = frozenset(
    {
        "404", "NotFound", "ResourceNotFoundException", "ResourceNotFound",
        "ServerSideEncryptionConfigurationNotFoundError", "OwnershipControlsNotFoundError",
    }
)  # fmt: skip
_SERVER_ERROR = 500
_SEEDED = (
    "The sandbox has the VPCs that local.yaml names: `modelstacks sandbox status` lists their ids."
)
_ADVICE = {
    "BucketAlreadyExists": "Bucket names are shared by all accounts: choose another one.",
    "BucketAlreadyOwnedByYou": "Import the bucket, or choose another name.",
    "BucketNotEmpty": "Empty the bucket, or set force_destroy = true and apply, then destroy.",
    "EntityAlreadyExists": "Import it, or choose another name.",
    "ResourceAlreadyExistsException": "Import it, or choose another name.",
    "AlreadyExistsException": "Import it, or choose another name.",
    "DuplicateRecordException": "Import it, or choose another name.",
    "RouteAlreadyExists": "Import the route, or remove the other one.",
    "InvalidPermission.Duplicate": "The group has such a rule already: import it, or remove one.",
    "DeleteConflict": "Something still uses it: detach or remove that first.",
    "InvalidTargetBucketForLogging": "The target's policy must come first, and moto only "
    "understands a statement that allows s3:PutObject to logging.s3.amazonaws.com alone, on one "
    "Resource: BUCKET_ARN/*, or BUCKET_ARN/PREFIX* with the very prefix.",
    "InvalidVpcID.NotFound": _SEEDED,
    "InvalidRouteTableID.NotFound": _SEEDED,
    "InvalidGroup.NotFound": f"{_SEEDED} Of another account or region only CIDR blocks work.",
    "InvalidSubnetID.NotFound": _SEEDED,
    "MalformedPolicyDocument": "Check the policy's syntax and that its principals exist.",
    "MalformedPolicy": "Check the policy's syntax and that its principals exist.",
    "AccessDenied": "The caller may not do this.",
    "NoSuchEntity": "It may not have spread yet, or was removed: apply again.",
    "LimitExceeded": "Remove one of what is there first.",
    "KMSInvalidStateException": "The key is disabled or pending deletion: restore it first.",
}


class AwsError(ProviderError):
    """AWS refused a call."""

    def __init__(self, *, code: str, message: str, call: str, status: int = 400) -> None:
        advice = _ADVICE.get(code, "")
        super().__init__(f"{code}: {message}".strip(), detail=f"{call}. {advice}".strip())
        self.code = code
        self.message = message
        self.status = status


class MissingError(AwsError, GoneError):
    """What the call asks for does not exist."""


class MotoGapError(ProviderError):
    """The local AWS lacks a call, or crashed in it."""


def is_gone(code: str) -> bool:
    """Tell whether an error code says that something does not exist."""
    return (
        code in _GONE
        or code.endswith((".NotFound", "NotFoundException"))
        or code.startswith("NoSuch")
    )


def refused(error: Any, call: str) -> ProviderError:
    """Return what a client error of botocore means."""
    found = error.response.get("Error", {})
    code, message = str(found.get("Code", "")), str(found.get("Message", ""))
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    if status >= _SERVER_ERROR and code not in BUSY:
        return gap(call)
    kind = MissingError if is_gone(code) else AwsError
    return kind(code=code, message=message, call=call, status=status)


def gap(call: str) -> MotoGapError:
    """Return the error of a call that the local AWS cannot answer."""
    return MotoGapError(
        f"the local AWS cannot answer {call}",
        detail="moto lacks this call, or crashed in it (500). AWS itself has it: take what needs "
        "it out of the local environment.",
    )
