"""ARNs, by service."""

import re
from typing import Any

from modelstacks.errors import Problem
from modelstacks.settings.document import Document, Path
from modelstacks.settings.shapes import Text

_PARTITION = "arn:(aws|aws-cn|aws-us-gov)"
_KEY_ID = "([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})"
_ALIAS = rf"({_PARTITION}:kms:[a-z0-9-]+:[0-9]{{12}}:)?alias/.+"
_NAME = r"([\x21-\x7e]+/)?[A-Za-z0-9_+=,.@-]+"


def parts(arn: str) -> tuple[str, str, str]:
    """Return partition, region and account of an ARN that has the form; empty if it has none."""
    _, partition, _, region, account, _ = arn.split(":", 5)
    return partition, region, account


class KeyArn(Text):
    """The ARN of a KMS key. An alias is refused: policies name keys, and an alias can move."""

    def __init__(self) -> None:
        super().__init__(
            "the ARN of a KMS key: arn:aws:kms:REGION:ACCOUNT:key/ID",
            rf"{_PARTITION}:kms:[a-z]{{2}}(-[a-z]+)+-[0-9]:[0-9]{{12}}:key/{_KEY_ID}",
        )

    def _problem(self, document: Document, path: Path, value: Any, fix: str = "") -> Problem:
        if isinstance(value, str) and re.fullmatch(_ALIAS, value):
            fix = (
                "an alias can be moved to another key, so policies name the key: take the Arn that "
                "`aws kms describe-key --key-id ALIAS` shows"
            )
        return super()._problem(document, path, value, fix)


KEY_ARN = KeyArn()
ROLE_ARN = Text(
    "the ARN of a role: arn:aws:iam::ACCOUNT:role/NAME",
    rf"{_PARTITION}:iam::[0-9]{{12}}:role/{_NAME}",
)
POLICY_ARN = Text(
    "the ARN of a policy: arn:aws:iam::ACCOUNT:policy/NAME",
    rf"{_PARTITION}:iam::([0-9]{{12}}|aws):policy/{_NAME}",
)
