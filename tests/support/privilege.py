"""Finds in the JSON of a stack what is allowed too widely, open to the public or unencrypted."""

import json
from collections.abc import Iterator
from typing import Any

from support.template import Block, Template

DOCUMENTS = ("policy", "assume_role_policy")
ANYWHERE = ("0.0.0.0/0", "::/0")
EVERYBODY = ("users", "account users")
FLAGS = (
    *("block_public_acls", "block_public_policy"),
    *("ignore_public_acls", "restrict_public_buckets"),
)


def too_wide(template: Template) -> list[str]:
    """Return every statement, rule and grant that allows more than it names."""
    return [*_statements(template), *_ports(template), *_everybody(template)]


def in_public(template: Template) -> list[str]:
    """Return every bucket that is not closed in all four ways, or takes open text."""
    blocks = _by_bucket(template, "aws_s3_bucket_public_access_block")
    policies = _by_bucket(template, "aws_s3_bucket_policy")
    found = []
    for id_ in template.resources("aws_s3_bucket"):
        if not all(blocks.get(id_, {}).get(flag) is True for flag in FLAGS):
            found.append(f"aws_s3_bucket.{id_}: not closed to the public")
        if "aws:SecureTransport" not in policies.get(id_, {}).get("policy", ""):
            found.append(f"aws_s3_bucket.{id_}: takes requests without TLS")
    return found


def unencrypted(template: Template) -> list[str]:
    """Return every store without encryption, and every key that does not rotate."""
    rules = _by_bucket(template, "aws_s3_bucket_server_side_encryption_configuration")
    found = [
        f"aws_s3_bucket.{id_}" for id_ in template.resources("aws_s3_bucket") if id_ not in rules
    ]
    for kind, argument in (
        ("aws_kms_key", "enable_key_rotation"),
        ("databricks_cluster", "enable_local_disk_encryption"),
        ("aws_sns_topic", "kms_master_key_id"),
        ("aws_cloudwatch_log_group", "kms_key_id"),
    ):
        blocks = template.resources(kind)
        found += [
            f"{kind}.{id_}: {argument}" for id_, one in blocks.items() if not one.get(argument)
        ]
    for id_, one in template.resources("databricks_external_location").items():
        # Azure and Google Cloud encrypt what lies there, and take no key here.
        if one["url"].startswith("s3:") and not one.get("encryption_details"):
            found.append(f"databricks_external_location.{id_}: encryption_details")
    return found


def _statements(template: Template) -> Iterator[str]:
    for kind, blocks in template.json.get("resource", {}).items():
        for id_, block in blocks.items():
            for argument in DOCUMENTS:
                text = block.get(argument, "")
                if text.startswith("{"):
                    for one in json.loads(text)["Statement"]:
                        for what in _wide(one, is_key=kind == "aws_kms_key"):
                            yield f"{kind}.{id_}: {one.get('Sid')} {what}"


def _wide(statement: Block, *, is_key: bool) -> Iterator[str]:
    if statement["Effect"] != "Allow":
        return
    if {"NotAction", "NotPrincipal", "NotResource"} & set(statement):
        yield "allows all but what it names"
    if any("*" in action for action in _list(statement["Action"])):
        yield "allows actions by pattern"
    principals = statement.get("Principal", {})
    named = [principals] if isinstance(principals, str) else principals.values()
    if any("*" in _list(one) for one in named):
        yield "allows everybody"
    # In the policy of a key, the star is the key itself.
    if not is_key and "*" in _list(statement.get("Resource", [])):
        yield "reaches everything"


def _ports(template: Template) -> Iterator[str]:
    kind = "aws_vpc_security_group_ingress_rule"
    for id_, rule in template.resources(kind).items():
        if rule.get("cidr_ipv4") in ANYWHERE or rule.get("cidr_ipv6") in ANYWHERE:
            yield f"{kind}.{id_}: open to everywhere"
        if rule["ip_protocol"] == "-1":
            yield f"{kind}.{id_}: every port"


def _everybody(template: Template) -> Iterator[str]:
    for id_, block in template.resources("databricks_permissions").items():
        for row in block["access_control"]:
            if row.get("group_name") in EVERYBODY and row["permission_level"] == "CAN_MANAGE":
                yield f"databricks_permissions.{id_}: everybody manages it"
    for id_, block in template.resources("databricks_grants").items():
        for row in block["grant"]:
            if row["principal"] in EVERYBODY and "ALL_PRIVILEGES" in row["privileges"]:
                yield f"databricks_grants.{id_}: everybody has all privileges"


def _by_bucket(template: Template, kind: str) -> dict[str, Block]:
    """Return the blocks of a kind by the logical id of the bucket that they are about."""
    return {block["bucket"].split(".")[1]: block for block in template.resources(kind).values()}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
