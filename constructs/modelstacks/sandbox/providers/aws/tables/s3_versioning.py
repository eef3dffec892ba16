"""Versioning of buckets."""

from modelstacks.sandbox.providers.aws.entry import entry
from modelstacks.sandbox.providers.aws.tables.bucket_ids import named, s3, set_id, settling, target
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import Object

_DISABLED = "Disabled"


def _status(values: Object) -> str | None:
    found = values.get("versioning_configuration") or [{}]
    status = found[0].get("status") if isinstance(found, list) and found[0] else None
    return status if isinstance(status, str) else None


def customize(call: Call) -> None:
    """Refuse to turn it off: S3 can only suspend it, and moto accepts Disabled."""
    before, after = _status(call.prior), _status(call.values)
    if before not in (None, _DISABLED) and after == _DISABLED:
        raise ProviderError(
            "versioning cannot be Disabled once it was on",
            detail='Use status = "Suspended".',
            path=("versioning_configuration",),
        )


def _put(call: Call) -> None:
    [wanted] = call.values["versioning_configuration"]
    body = {"Status": wanted["status"]}
    if wanted.get("mfa_delete"):
        body["MFADelete"] = wanted["mfa_delete"]
    mfa = {"MFA": call.values["mfa"]} if call.values.get("mfa") else {}
    settling(call).put_bucket_versioning(**target(call), VersioningConfiguration=body, **mfa)


def create(call: Call) -> None:
    """Turn it on; a bucket without any is Disabled already."""
    set_id(call)
    if _status(call.values) == _DISABLED:
        settling(call).head_bucket(Bucket=call.values["bucket"])
    else:
        _put(call)


def read(call: Call) -> Object:
    """Read it. The answer of moto never says MFADelete: what was configured is kept."""
    found = s3(call).get_bucket_versioning(**target(call))
    before = call.values.get("versioning_configuration") or [{}]
    item = {
        "status": found.get("Status", _DISABLED),
        "mfa_delete": found.get("MFADelete") or before[0].get("mfa_delete"),
    }
    return named(call, versioning_configuration=[item])


def delete(call: Call) -> None:
    """Suspend it."""
    if _status(call.prior) != _DISABLED:
        body = {"Status": "Suspended"}
        s3(call).put_bucket_versioning(**target(call), VersioningConfiguration=body)


TABLES = (
    entry(
        "aws_s3_bucket_versioning",
        create=create,
        read=read,
        update=_put,
        delete=delete,
        customize=customize,
    ),
)
