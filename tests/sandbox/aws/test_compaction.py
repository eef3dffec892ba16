"""What a journal may forget."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sandbox.aws.aws_sandbox import ENTRY

from modelstacks.sandbox.aws.compaction import compacted
from modelstacks.sandbox.aws.inventory import seeded_inventory

NOTHING = seeded_inventory(())
SESSION = replace(ENTRY, service="sts", operation="AssumeRole", at=datetime.now(UTC).isoformat())
OLD_SESSION = replace(SESSION, at=(datetime.now(UTC) - timedelta(hours=13)).isoformat())
KEY = replace(ENTRY, service="kms", operation="CreateKey")


def test_all_when_nothing_is_left() -> None:
    assert compacted((ENTRY, KEY), NOTHING) == ()


def test_nothing_while_something_is_there_but_keys_that_ran_out() -> None:
    held = {**NOTHING, "roles": [{"name": "r"}]}
    assert compacted((ENTRY, SESSION, OLD_SESSION), held) == (ENTRY, SESSION)


def test_keys_that_wait_for_their_deletion_and_sessions_stay() -> None:
    pending = {**NOTHING, "keys_pending_deletion": [{"id": "k"}]}
    assert compacted((ENTRY, KEY, SESSION), pending) == (KEY, SESSION)


def test_nothing_that_the_inventory_does_not_show() -> None:
    # an internet gateway is in no list: its calls stay, and so do all others
    gateway = replace(ENTRY, service="ec2", operation="CreateInternetGateway")
    assert compacted((ENTRY, gateway), NOTHING) == (ENTRY, gateway)
