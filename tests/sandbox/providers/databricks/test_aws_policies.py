"""The policies that the data sources write. The official provider judges their bytes elsewhere."""

import json
import threading
from typing import Any

import pytest

from modelstacks.sandbox.providers.databricks import tables
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.schema import Block
from modelstacks.sandbox.providers.plugin.table import Call

ACCOUNT = "123456789012"


def read(name: str, **values: Any) -> Any:
    """Return what the data source says."""
    table = tables.data_source(f"databricks_aws_{name}")
    assert table is not None
    block = Block(attributes={}, blocks={})
    return table.read(Call(client=None, block=block, stopping=threading.Event(), values=values))


def statements(found: Any) -> list[Any]:
    """Return the statements of a policy."""
    policy = json.loads(found["json"])
    assert policy["Version"] == "2012-10-17"
    listed: list[Any] = policy["Statement"]
    return listed


def test_a_role_trusts_databricks_and_itself() -> None:
    found = read(
        "unity_catalog_assume_role_policy",
        aws_account_id=ACCOUNT,
        role_name="lake",
        external_id="0a1b",
    )
    databricks, itself = statements(found)

    assert found["id"] == f"{ACCOUNT}-lake-0a1b"
    assert databricks["Principal"]["AWS"] == found["unity_catalog_iam_arn"]
    assert databricks["Condition"] == {"StringEquals": {"sts:ExternalId": "0a1b"}}
    assert itself["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    own = {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/lake"}
    assert itself["Condition"]["ArnLike"] == own


@pytest.mark.parametrize(
    ("key", "arn"),
    [
        ("us-east-1:1:key/a", "arn:aws:kms:us-east-1:1:key/a"),
        ("arn:aws:kms:us-east-1:1:key/a", "arn:aws:kms:us-east-1:1:key/a"),
    ],
)
def test_a_key_is_named_in_two_ways(key: str, arn: str) -> None:
    common = {"aws_account_id": ACCOUNT, "role_name": "lake", "bucket_name": "bucket"}
    with_key = statements(read("unity_catalog_policy", **common, kms_name=key))
    [added] = [one for one in with_key if "kms:Decrypt" in one["Action"]]
    assert added["Resource"] == [arn]
    assert len(statements(read("unity_catalog_policy", **common))) == len(with_key) - 1


def test_a_bucket_lets_one_account_in() -> None:
    [open_one] = statements(read("bucket_policy", bucket="bucket"))
    assert "Condition" not in open_one
    role = f"arn:aws:iam::{ACCOUNT}:role/x"
    named = read(
        "bucket_policy", bucket="bucket", full_access_role=role, databricks_e2_account_id="0a1b"
    )
    [statement] = statements(named)
    assert statement["Principal"] == {"AWS": role}
    condition = {"aws:PrincipalTag/DatabricksAccountId": "0a1b"}
    assert statement["Condition"] == {"StringEquals": condition}


def test_log_delivery_has_a_role_of_its_own() -> None:
    [usual] = statements(read("assume_role_policy", external_id="0a1b"))
    [logs] = statements(read("assume_role_policy", external_id="0a1b", for_log_delivery=True))
    assert usual["Principal"]["AWS"].endswith(":root")
    assert ":role/SaasUsageDeliveryRole" in logs["Principal"]["AWS"]


def test_what_is_wrong_is_told() -> None:
    with pytest.raises(ProviderError, match="aws_partition must be one of aws, aws-us-gov"):
        read("assume_role_policy", external_id="x", aws_partition="aws-cn")
    with pytest.raises(ProviderError, match="bucket must contain only alphanumeric"):
        read("bucket_policy", bucket="No_Bucket")
