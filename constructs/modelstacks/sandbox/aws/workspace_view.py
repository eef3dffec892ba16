"""What the workspace sees of AWS: it looks before it takes a bucket, a role or a profile."""

import json
from collections.abc import Iterator
from typing import Any

from modelstacks.sandbox.aws.app import AwsHalf
from modelstacks.sandbox.aws.backends import Backends


class AwsView:
    """Implements the workspace's `AwsAccount`."""

    def __init__(self, half: AwsHalf) -> None:
        self._half = half

    def role_trust(self, role_arn: str) -> dict[str, Any] | None:
        """Return a role's trust policy, parsed, or `None` if there is no such role."""

        def look(backends: Backends) -> dict[str, Any] | None:
            for role in _iam(backends, "roles"):
                if role.arn == role_arn:
                    document: dict[str, Any] = json.loads(role.assume_role_policy_document)
                    return document
            return None

        return self._half.ask(lambda machine: machine.look(look))

    def instance_profile_roles(self, instance_profile_arn: str) -> list[str] | None:
        """Return the ARNs of the roles in an instance profile, or `None` if there is none."""

        def look(backends: Backends) -> list[str] | None:
            for profile in _iam(backends, "instance_profiles"):
                if profile.arn == instance_profile_arn:
                    return [str(role.arn) for role in profile.roles]
            return None

        return self._half.ask(lambda machine: machine.look(look))

    def has_bucket(self, name: str) -> bool:
        """Tell whether a bucket exists."""

        def look(backends: Backends) -> bool:
            return any(
                name in s3.buckets
                for partitions in backends.of("s3").values()
                for s3 in partitions.values()
            )

        return self._half.ask(lambda machine: machine.look(look))


def _iam(backends: Backends, attribute: str) -> Iterator[Any]:
    for partitions in backends.of("iam").values():
        for iam in partitions.values():
            yield from getattr(iam, attribute).values()
