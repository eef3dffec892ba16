"""AWS names that Databricks is told: roles, instance profiles and keys, checked by form."""

import re

from modelstacks.sandbox.workspace.errors import invalid

_PARTITION = r"arn:aws(?:-us-gov|-cn)?"
_NAME = r"[\w+=,.@/-]+"
_ROLE = re.compile(rf"{_PARTITION}:iam::(\d{{12}}):role/{_NAME}", re.ASCII)
_PROFILE = re.compile(rf"{_PARTITION}:iam::(\d{{12}}):instance-profile/{_NAME}", re.ASCII)
_KEY = re.compile(rf"{_PARTITION}:kms:[a-z0-9-]+:\d{{12}}:(?:key|alias)/[\w/-]+", re.ASCII)


def checked_role(arn: str, *, field: str) -> str:
    """Return the account of a role; refuse what is not the ARN of one."""
    return _account(_ROLE, arn, field=field, form="arn:aws:iam::<account>:role/<name>")


def checked_instance_profile(arn: str, *, field: str) -> str:
    """Return the account of an instance profile; refuse what is not the ARN of one."""
    form = "arn:aws:iam::<account>:instance-profile/<name>"
    return _account(_PROFILE, arn, field=field, form=form)


def check_key(arn: str, *, field: str) -> None:
    """Refuse what is not the ARN of a KMS key or of an alias of one."""
    if not _KEY.fullmatch(arn):
        raise invalid(
            f"{field}: {arn!r} is not of the form arn:aws:kms:<region>:<account>:key/<id>"
        )


def _account(pattern: re.Pattern[str], arn: str, *, field: str, form: str) -> str:
    found = pattern.fullmatch(arn)
    if found is None:
        raise invalid(f"{field}: {arn!r} is not of the form {form}")
    return found[1]
