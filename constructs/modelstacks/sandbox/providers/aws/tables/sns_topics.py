"""Topics. moto drops delivery status, signature and tracing: those are kept in the state."""

from collections.abc import Iterator
from typing import Any

from modelstacks.sandbox.providers.aws import documents, names, tags
from modelstacks.sandbox.providers.aws.entry import entry, region_of
from modelstacks.sandbox.providers.aws.errors import AwsError, MissingError
from modelstacks.sandbox.providers.aws.tables.sns import settling, sns
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import Object, is_zero

_FIFO = ".fifo"
_FIFO_ONLY = ("archive_policy", "content_based_deduplication", "fifo_throughput_scope")
_KEPT = {
    **{
        f"{stem}_{outcome}": f"{key}{word}"
        for stem, key in {
            "application": "Application", "firehose": "Firehose", "http": "HTTP",
            "lambda": "Lambda", "sqs": "SQS",
        }.items()
        for outcome, word in {
            "failure_feedback_role_arn": "FailureFeedbackRoleArn",
            "success_feedback_role_arn": "SuccessFeedbackRoleArn",
            "success_feedback_sample_rate": "SuccessFeedbackSampleRate",
        }.items()
    },
    "signature_version": "SignatureVersion",
    "tracing_config": "TracingConfig",
    "fifo_throughput_scope": "FifoThroughputScope",
    "archive_policy": "ArchivePolicy",
}  # fmt: skip
_READ = {
    "display_name": "DisplayName",
    "kms_master_key_id": "KmsMasterKeyId",
    "content_based_deduplication": "ContentBasedDeduplication",
    "policy": "Policy",
    "delivery_policy": "DeliveryPolicy",
}
_DOCUMENTS = ("policy", "delivery_policy", "archive_policy")


def check(config: Object) -> Iterator[Diagnostic]:
    """Yield what only goes with a FIFO topic."""
    fifo, name = config.get("fifo_topic"), config.get("name")
    if fifo is True and isinstance(name, str) and not name.endswith(_FIFO):
        yield Diagnostic(summary=f"the name of a FIFO topic ends in {_FIFO}", path=("name",))
    if is_zero(fifo):
        for member in _FIFO_ONLY:
            if not is_zero(config.get(member)):
                yield Diagnostic(summary=f'"{member}" needs fifo_topic = true', path=(member,))


def create(call: Call) -> None:
    """Make it, then set its attributes one by one."""
    values = call.values
    fifo, name = bool(values.get("fifo_topic")), names.chosen(call)
    if fifo and not name.endswith(_FIFO):
        name += _FIFO
    _refuse_taken(call, name)
    wanted = tags.wanted(call)
    answer = settling(call).create_topic(
        Name=name,
        Attributes={"FifoTopic": "true"} if fifo else {},
        **({"Tags": tags.pairs(wanted)} if wanted else {}),
    )
    call.id = answer["TopicArn"]
    for member in (*_READ, *_KEPT):
        if not is_zero(values.get(member)):
            _set(call, member)


def _refuse_taken(call: Call, name: str) -> None:
    """moto hands out the topic that exists, so that two resources would own it."""
    partition, account = call.client.partition, call.client.account
    try:
        arn = f"arn:{partition}:sns:{region_of(call)}:{account}:{name}"
        sns(call).get_topic_attributes(TopicArn=arn)
    except MissingError:
        return
    raise AwsError(
        code="AlreadyExistsException", message=f"topic {name} exists", call="sns create_topic"
    )


def _set(call: Call, member: str) -> None:
    value = call.values.get(member)
    if member in _DOCUMENTS and value:
        documents.checked(member, value)
    key = _READ.get(member) or _KEPT[member]
    settling(call).set_topic_attributes(
        TopicArn=call.id, AttributeName=key, AttributeValue=_text(value)
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def read(call: Call) -> Object:
    """Read it."""
    found = sns(call).get_topic_attributes(TopicArn=call.id)["Attributes"]
    held = sns(call).list_tags_for_resource(ResourceArn=call.id).get("Tags")
    values, arn = call.values, str(found["TopicArn"])
    name = arn.rsplit(":", 1)[-1]
    return {
        **{member: values.get(member) for member in _KEPT},
        "arn": arn,
        "owner": found.get("Owner"),
        "name": name,
        "name_prefix": names.prefix_of(name.removesuffix(_FIFO)),
        "fifo_topic": found.get("FifoTopic") == "true",
        "content_based_deduplication": found.get("ContentBasedDeduplication") == "true",
        "display_name": found.get("DisplayName"),
        "kms_master_key_id": found.get("KmsMasterKeyId"),
        "policy": documents.kept(values.get("policy"), found.get("Policy")),
        "delivery_policy": documents.kept(
            values.get("delivery_policy"), found.get("DeliveryPolicy")
        ),
        "signature_version": values.get("signature_version") or 0,
        "tracing_config": values.get("tracing_config") or "",
        "fifo_throughput_scope": values.get("fifo_throughput_scope") or "",
        "beginning_archive_time": "",
        **tags.read(call, tags.from_pairs(held)),
    }


def update(call: Call) -> None:
    """Set what changed. An empty policy would be a 500: it is skipped, as officially."""
    for member in (*_READ, *_KEPT):
        if call.changed(member) and (call.values.get(member) or member != "policy"):
            _set(call, member)
    added, removed = tags.difference(call)
    if removed:
        sns(call).untag_resource(ResourceArn=call.id, TagKeys=removed)
    if added:
        sns(call).tag_resource(ResourceArn=call.id, Tags=tags.pairs(added))


def delete(call: Call) -> None:
    """Remove it."""
    sns(call).delete_topic(TopicArn=call.id)


TABLES = (
    entry("aws_sns_topic", create=create, read=read, update=update, delete=delete, checks=check),
)
