"""AWS policy documents: statements in, JSON out. What is too wide is refused while drawing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any, Literal

from modelstacks.frozen import frozen

VERSION = "2012-10-17"
"""Version of the policy language, not a date of ours."""

EVERYBODY = "*"


@frozen
class Statement:
    """One statement. ValueError when it allows any action, or anybody."""

    sid: str
    """Letters and digits."""

    actions: tuple[str, ...]
    resources: tuple[str, ...] = ()
    """ARNs; empty in a trust policy, which has none."""

    principals: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    """`{"AWS": arn}` or `{"Service": name}`; empty in a policy that hangs on a role."""

    conditions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    effect: Literal["Allow", "Deny"] = "Allow"

    def __post_init__(self) -> None:
        if self.effect == "Deny":
            return
        wide = [action for action in self.actions if action.endswith("*")]
        if wide:
            raise ValueError(f"{self.sid} allows {', '.join(wide)}: name the actions")
        if EVERYBODY in self.principals.values():
            raise ValueError(f"{self.sid} allows everybody: name the principals")

    def as_json(self) -> dict[str, Any]:
        """Return the statement in the form of the policy language."""
        said: dict[str, Any] = {
            "Sid": self.sid,
            "Effect": self.effect,
            "Principal": dict(self.principals),
            "Action": list(self.actions),
            "Resource": list(self.resources),
            "Condition": {operator: dict(keys) for operator, keys in self.conditions.items()},
        }
        return {name: value for name, value in said.items() if value}


def policy_json(statements: Sequence[Statement]) -> str:
    """Return the document as JSON."""
    return json.dumps(
        {"Version": VERSION, "Statement": [one.as_json() for one in statements]}, sort_keys=True
    )
