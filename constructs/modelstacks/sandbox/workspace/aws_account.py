"""What the workspace can find out about AWS, where the sandbox has an AWS half.

Databricks looks into the account before it takes a bucket or an instance profile. The workspace
does the same through `AwsAccount`; without one, only the form of names is checked.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any, Protocol

from modelstacks.sandbox.workspace.errors import ApiError
from modelstacks.sandbox.workspace.message import Json


class AwsAccount(Protocol):
    """A look into AWS. No method raises for what does not exist."""

    def role_trust(self, role_arn: str) -> Json | None:
        """Return a role's trust policy, parsed, or `None` if there is no such role."""
        ...

    def instance_profile_roles(self, instance_profile_arn: str) -> list[str] | None:
        """Return the ARNs of the roles in an instance profile, or `None` if there is none."""
        ...

    def has_bucket(self, name: str) -> bool:
        """Tell whether a bucket exists."""
        ...


def check_storage_role(aws: AwsAccount, credential: str, role: Json) -> None:
    """Refuse a role that Unity Catalog could not assume, or that cannot assume itself.

    `role` is the credential's `aws_iam_role`: `role_arn`, `external_id`, `unity_catalog_iam_arn`.
    """
    arn, external_id = role["role_arn"], role["external_id"]
    trust = aws.role_trust(arn)
    if trust is None:
        raise _unusable(credential, f"is not configured correctly: {arn} does not exist")
    if not _admits(trust, role["unity_catalog_iam_arn"], external_id):
        wanted = f"{role['unity_catalog_iam_arn']} with the external id {external_id}"
        raise _unusable(credential, f"is not configured correctly: {arn} does not trust {wanted}")
    if not _admits(trust, arn, external_id):
        raise _unusable(
            credential,
            "was found to be non self-assuming. Please check that your role's trust and IAM"
            f" policies let {arn} assume itself",
        )


def check_bucket(aws: AwsAccount, url: str, bucket: str) -> None:
    """Refuse a bucket that does not exist."""
    if not aws.has_bucket(bucket):
        raise _denied(f"The bucket {bucket} of {url} does not exist")


def check_instance_profile(aws: AwsAccount, arn: str, role_arn: str | None) -> None:
    """Refuse an instance profile that no machine could be started with."""
    roles = aws.instance_profile_roles(arn)
    if roles is None:
        raise ApiError(
            400,
            "DRY_RUN_FAILED",
            f"Verification of the instance profile failed. AWS error: Value ({arn}) for parameter"
            " iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN",
        )
    if role_arn and role_arn not in roles:
        raise ApiError(
            400,
            "DRY_RUN_FAILED",
            f"Verification of the instance profile failed. {arn} does not hold the role {role_arn}",
        )


def _unusable(credential: str, problem: str) -> ApiError:
    return _denied(
        f"Failed to get credentials: AWS IAM role in the credential '{credential}' {problem}."
    )


def _denied(message: str) -> ApiError:
    return ApiError(403, "PERMISSION_DENIED", message)


def _admits(trust: Json, principal: str, external_id: str) -> bool:
    """Tell whether a trust policy lets a principal assume the role with an external id."""
    return any(
        _names(statement, principal)
        and _holds(statement, "aws:PrincipalArn", principal)
        and _holds(statement, "sts:ExternalId", external_id)
        for statement in _listed(trust.get("Statement"))
        if statement.get("Effect") == "Allow"
        and "sts:AssumeRole" in _listed(statement.get("Action"))
    )


def _names(statement: Json, principal: str) -> bool:
    """Tell whether the principal is named: itself, or by its account as a whole."""
    principals = statement.get("Principal")
    named = principals.get("AWS") if isinstance(principals, dict) else principals
    account = principal.split(":")[4]
    root = f"{':'.join(principal.split(':')[:4])}:{account}:root"
    return any(one in ("*", principal, account, root) for one in _listed(named))


def _holds(statement: Json, key: str, value: str) -> bool:
    """Tell whether every condition on a key, if there is one, is met."""
    return all(
        any(fnmatchcase(value, one) for one in wanted) for wanted in _conditions(statement, key)
    )


def _conditions(statement: Json, key: str) -> Iterator[list[Any]]:
    for tests in (statement.get("Condition") or {}).values():
        for name, wanted in tests.items():
            if name.casefold() == key.casefold():
                yield _listed(wanted)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
