"""Policies of topics, as objects of their own."""

from modelstacks.sandbox.providers.aws import documents
from modelstacks.sandbox.providers.aws.entry import entry
from modelstacks.sandbox.providers.aws.tables.sns import default_policy, settling, sns
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import Object


def _set(call: Call, arn: str, policy: str) -> None:
    settling(call).set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)


def put(call: Call) -> None:
    """Set it."""
    documents.checked("policy", call.values["policy"])
    _set(call, call.values["arn"], call.values["policy"])
    call.id = call.values["arn"]


def read(call: Call) -> Object:
    """Read it."""
    found = sns(call).get_topic_attributes(TopicArn=call.id)["Attributes"]
    return {
        "arn": found["TopicArn"],
        "owner": found.get("Owner"),
        "policy": documents.kept(call.values.get("policy"), found.get("Policy")),
    }


def delete(call: Call) -> None:
    """Put the default policy back: a topic always has one."""
    _set(call, str(call.id), default_policy(call, str(call.id)))


TABLES = (entry("aws_sns_topic_policy", create=put, read=read, update=put, delete=delete),)
