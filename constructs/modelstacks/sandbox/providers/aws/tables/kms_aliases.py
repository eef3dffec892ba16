"""Aliases of keys."""

from collections.abc import Iterator

from modelstacks.sandbox.providers.aws import names
from modelstacks.sandbox.providers.aws.entry import entry
from modelstacks.sandbox.providers.aws.tables.kms import bare, kms, living, same_key, settling
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic
from modelstacks.sandbox.providers.plugin.table import Call, GoneError
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Object

_PREFIX, _RESERVED = "alias/", "alias/aws/"


def check(config: Object) -> Iterator[Diagnostic]:
    """Yield what is wrong with the name."""
    for attribute in ("name", "name_prefix"):
        name = config.get(attribute)
        if isinstance(name, str) and (not name.startswith(_PREFIX) or name.startswith(_RESERVED)):
            yield Diagnostic(
                summary=f'"{attribute}" is {name!r}',
                detail=f"It must begin with {_PREFIX}, and not with {_RESERVED}.",
                path=(attribute,),
            )


def create(call: Call) -> None:
    """Make it. moto gives one to a key pending deletion; KMS refuses."""
    living(call, call.values["target_key_id"])
    name = names.chosen(call, default=_PREFIX)
    settling(call).create_alias(AliasName=name, TargetKeyId=call.values["target_key_id"])
    call.id = name


def read(call: Call) -> Object:
    """Read it: the list has no filter by name."""
    more: dict[str, str] = {}
    while True:
        page = kms(call).list_aliases(**more)
        for item in page.get("Aliases") or []:
            if item["AliasName"] == call.id:
                return _answer(call, item)
        if not page.get("Truncated"):
            raise GoneError(f"there is no {call.id}")
        more = {"Marker": page["NextMarker"]}


def _answer(call: Call, item: dict[str, str]) -> Object:
    key = item["TargetKeyId"]
    stem = item["AliasArn"].split(":alias/")[0]
    configured = str(call.values.get("target_key_id") or "")
    return {
        "arn": item["AliasArn"],
        "name": item["AliasName"],
        "name_prefix": names.prefix_of(item["AliasName"]),
        "target_key_id": configured if bare(configured) == bare(key) else key,
        "target_key_arn": f"{stem}:key/{bare(key)}",
    }


def update(call: Call) -> None:
    """Point it at another key."""
    living(call, call.values["target_key_id"])
    kms(call).update_alias(AliasName=call.id, TargetKeyId=call.values["target_key_id"])


def delete(call: Call) -> None:
    """Remove it."""
    kms(call).delete_alias(AliasName=call.id)


def customize(call: Call) -> None:
    """Another key has another ARN."""
    if call.prior and call.changed("target_key_id"):
        call.values["target_key_arn"] = UNKNOWN


TABLES = (
    entry(
        "aws_kms_alias",
        create=create,
        read=read,
        update=update,
        delete=delete,
        customize=customize,
        checks=check,
        suppressions={"target_key_id": same_key},
    ),
)
