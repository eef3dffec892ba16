"""A family's key: rotated, named, and never open to everybody."""

from dataclasses import replace

from constructs import Construct
from support.plans import TAGS
from support.surroundings import ACCOUNT, KEY, ROLE, policy_of
from support.template import Template

from modelstacks.access.cluster_role import ClusterRole
from modelstacks.encryption.kms_key import KmsKey

EXISTING = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"


def test_it_rotates_and_waits_before_it_goes() -> None:
    drawn = Template.of(lambda scope: KmsKey(scope, "key", plan=KEY, tags=TAGS))

    key = drawn.one("aws_kms_key")
    assert key["enable_key_rotation"] is True
    assert key["deletion_window_in_days"] == 30
    assert key["tags"] == TAGS


def test_it_is_found_by_its_alias() -> None:
    drawn = Template.of(lambda scope: KmsKey(scope, "key", plan=KEY, tags=TAGS))

    alias = drawn.one("aws_kms_alias")
    assert alias["name"] == "alias/test-t5"
    assert alias["target_key_id"] == "${aws_kms_key.key_FEDD6EC0.key_id}"


def test_without_a_grant_nobody_uses_it() -> None:
    drawn = Template.of(lambda scope: KmsKey(scope, "key", plan=KEY, tags=TAGS))

    assert list(policy_of(drawn, "aws_kms_key")) == ["Administration"]


def test_a_key_that_exists_is_used_and_left_as_it_is() -> None:
    def draw(scope: Construct) -> None:
        key = KmsKey(scope, "key", plan=replace(KEY, existing_arn=EXISTING), tags=TAGS)
        key.grant_encrypt_decrypt(ClusterRole(scope, "role", plan=ROLE, tags=TAGS))

    drawn = Template.of(draw)

    assert drawn.resources("aws_kms_key") == {}
    assert drawn.resources("aws_kms_alias") == {}
    assert policy_of(drawn, "aws_iam_role_policy")["UseKey"]["Resource"] == [EXISTING]
