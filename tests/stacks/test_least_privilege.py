"""No stack allows by pattern, opens anything to the public, or leaves a store unencrypted."""

import json
from pathlib import Path

import pytest
from support.privilege import in_public, too_wide, unencrypted
from support.stacks import ENVIRONMENTS, family_stack
from support.template import Block, Template


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_stack_holds_to_it(root: Path, environment: str) -> None:
    template = family_stack(root, environment)

    assert too_wide(template) == []
    assert in_public(template) == []
    assert unencrypted(template) == []


def test_the_stacks_hold_something_to_look_at(root: Path) -> None:
    template = family_stack(root, "local")

    kinds = set(template.json["resource"])
    assert {"aws_s3_bucket", "aws_kms_key", "aws_iam_role_policy", "aws_route"} <= kinds


@pytest.mark.parametrize(
    ("kind", "change", "found"),
    [
        ("aws_iam_role_policy", {"policy": {"Action": ["s3:*"]}}, "by pattern"),
        ("aws_iam_role_policy", {"policy": {"Action": ["s3:Get*"]}}, "by pattern"),
        ("aws_iam_role_policy", {"policy": {"Resource": "*"}}, "everything"),
        ("aws_iam_role_policy", {"policy": {"NotAction": "s3:Get"}}, "all but"),
        ("aws_kms_key", {"policy": {"Principal": "*"}}, "everybody"),
        ("aws_kms_key", {"policy": {"Principal": {"AWS": ["*"]}}}, "everybody"),
        ("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "0.0.0.0/0"}, "everywhere"),
        ("aws_vpc_security_group_ingress_rule", {"ip_protocol": "-1"}, "every port"),
    ],
)
def test_what_is_too_wide_is_found(root: Path, kind: str, change: Block, found: str) -> None:
    # given the stack of the sandbox with one resource widened behind the constructs' back
    template = _changed(family_stack(root, "local"), kind, change)

    # then it is found
    assert any(found in line for line in too_wide(template))


@pytest.mark.parametrize("kind", ["aws_s3_bucket_public_access_block", "aws_s3_bucket_policy"])
def test_a_bucket_that_lost_a_part_is_public(root: Path, kind: str) -> None:
    template = family_stack(root, "local")
    del template.json["resource"][kind]

    assert len(in_public(template)) == 1


@pytest.mark.parametrize(
    ("kind", "argument"),
    [
        ("aws_s3_bucket_server_side_encryption_configuration", None),
        ("aws_kms_key", "enable_key_rotation"),
        ("databricks_external_location", "encryption_details"),
    ],
)
def test_a_store_that_lost_its_encryption_is_found(
    root: Path, kind: str, argument: str | None
) -> None:
    template = family_stack(root, "local")
    if argument is None:
        del template.json["resource"][kind]
    else:
        for block in template.resources(kind).values():
            del block[argument]

    assert len(unencrypted(template)) == 1


def _changed(template: Template, kind: str, change: Block) -> Template:
    (block, *_) = template.resources(kind).values()
    for argument, value in change.items():
        if isinstance(value, dict):
            document = json.loads(block[argument])
            document["Statement"][0] |= value
            block[argument] = json.dumps(document)
        else:
            block[argument] = value
    return template
