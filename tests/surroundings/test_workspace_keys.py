"""Keys of the workspace: what is registered, and whom their policies have to admit."""

import pytest
from support.foundation import DATABRICKS_ACCOUNT, KEY_ARN, OTHER_KEY_ARN, planned, told, with_keys

from modelstacks.errors import ConfigError


def test_two_keys_are_registered_one_by_one() -> None:
    keys = planned(with_keys(KEY_ARN, OTHER_KEY_ARN)).workspace_keys

    assert keys is not None
    assert keys.databricks_account_id == DATABRICKS_ACCOUNT
    assert keys.host == "https://accounts.cloud.databricks.com"
    assert [(key.name, key.arn) for key in keys.keys] == [
        ("managed-services", KEY_ARN),
        ("storage", OTHER_KEY_ARN),
    ]


def test_one_key_for_both_uses_is_registered_once() -> None:
    keys = planned(with_keys(KEY_ARN, KEY_ARN)).workspace_keys

    assert keys is not None
    (key,) = keys.keys
    assert key.use_cases == ("MANAGED_SERVICES", "STORAGE")
    assert key.name == "managed-services-and-storage"


def test_govcloud_has_another_account_of_databricks() -> None:
    arn = KEY_ARN.replace("arn:aws:", "arn:aws-us-gov:").replace("us-east-1", "us-gov-west-1")
    keys = planned(with_keys(arn, None)).workspace_keys

    assert keys is not None
    assert (keys.partition, keys.databricks_aws_account) == ("aws-us-gov", "044793339203")


def test_whom_the_policy_admits_is_told() -> None:
    reasons = told(planned(with_keys(KEY_ARN, OTHER_KEY_ARN)), "workspace_key")

    assert "AWS account 414351767826 of Databricks with kms:Decrypt, kms:Encrypt;" in reasons
    assert "and the workspace's cross-account role" in reasons
    assert "by the id that the stack gives out" in reasons


def test_where_it_is_not_known_where_to_register_them() -> None:
    with pytest.raises(ConfigError, match="partition aws-cn"):
        planned(with_keys(KEY_ARN.replace("arn:aws:", "arn:aws-cn:"), None))
