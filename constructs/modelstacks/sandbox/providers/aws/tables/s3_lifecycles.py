"""Lifecycle rules of buckets."""

from collections.abc import Iterator

from modelstacks.sandbox.providers.aws.entry import entry
from modelstacks.sandbox.providers.aws.tables import s3_lifecycle_rules as rules
from modelstacks.sandbox.providers.aws.tables.bucket_ids import named, s3, set_id, settling, target
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Object


def check(config: Object) -> Iterator[Diagnostic]:
    """Yield what S3 would refuse in a rule."""
    found = config.get("rule")
    if not isinstance(found, list):
        return
    ids = [rule.get("id") for rule in found if isinstance(rule, dict)]
    for id_ in sorted({id_ for id_ in ids if isinstance(id_, str) and ids.count(id_) > 1}):
        yield Diagnostic(summary=f"two lifecycle rules are named {id_!r}", path=("rule",))
    for index, rule in enumerate(found):
        if isinstance(rule, dict):
            yield from rules.check(rule, ("rule", index))
    if not found:
        yield Diagnostic(summary="a lifecycle configuration needs a rule")


def customize(call: Call) -> None:
    """Plan what the provider fills in for members that are not configured."""
    if not call.config.get("expected_bucket_owner"):
        call.values["expected_bucket_owner"] = call.prior.get("expected_bucket_owner") or ""
    wanted, configured = call.values.get("rule"), call.config.get("rule")
    if isinstance(wanted, list) and isinstance(configured, list):
        call.values["rule"] = [
            rule if config is UNKNOWN else rules.completed(config)
            for rule, config in zip(wanted, configured, strict=True)
        ]


def _put(call: Call) -> None:
    settling(call).put_bucket_lifecycle_configuration(
        **target(call),
        LifecycleConfiguration={"Rules": [rules.to_api(rule) for rule in call.values["rule"]]},
        TransitionDefaultMinimumObjectSize=call.values["transition_default_minimum_object_size"],
    )


def create(call: Call) -> None:
    """Set the rules. Against moto there is nothing to wait for."""
    set_id(call)
    _put(call)


def read(call: Call) -> Object:
    """Read the rules. What moto drops is kept from the rule of the same id."""
    found = s3(call).get_bucket_lifecycle_configuration(**target(call))
    before = {rule["id"]: rule for rule in call.values.get("rule") or []}
    return named(
        call,
        rule=[rules.from_api(rule, before.get(rule.get("ID"))) for rule in found["Rules"]],
        transition_default_minimum_object_size=found.get(
            "TransitionDefaultMinimumObjectSize",
            call.values.get("transition_default_minimum_object_size"),
        ),
        expected_bucket_owner=call.values.get("expected_bucket_owner") or "",
    )


def delete(call: Call) -> None:
    """Remove the rules."""
    s3(call).delete_bucket_lifecycle(**target(call))


TABLES = (
    entry(
        "aws_s3_bucket_lifecycle_configuration",
        create=create,
        read=read,
        update=_put,
        delete=delete,
        customize=customize,
        checks=check,
    ),
)
