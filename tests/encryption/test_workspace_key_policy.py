"""What the policy of a workspace's key has to say."""

from support.foundation import DATABRICKS_ACCOUNT, KEY_ARN, planned, with_keys
from support.surroundings import statements

from modelstacks.access.policy_document import policy_json
from modelstacks.encryption.workspace_key_policy import key_policy
from modelstacks.surroundings.foundation_plans import WorkspaceKeysPlan

ROLE = "arn:aws:iam::111122223333:role/databricks-cross-account"


def keys(managed_services: str | None, storage: str | None) -> WorkspaceKeysPlan:
    plan = planned(with_keys(managed_services, storage)).workspace_keys
    assert plan is not None
    return plan


def test_databricks_uses_a_key_for_this_account_only() -> None:
    plan = keys(KEY_ARN, None)

    (rule,) = statements(policy_json(key_policy(plan, "MANAGED_SERVICES"))).values()
    assert rule["Principal"] == {"AWS": "arn:aws:iam::414351767826:root"}
    assert rule["Action"] == ["kms:Decrypt", "kms:Encrypt"]
    assert rule["Condition"]["StringEquals"] == {
        "aws:PrincipalTag/DatabricksAccountId": DATABRICKS_ACCOUNT
    }


def test_storage_needs_grants_and_the_role_that_makes_volumes() -> None:
    rules = statements(policy_json(key_policy(keys(None, KEY_ARN), "STORAGE", ROLE)))

    grants, volumes = rules["DatabricksStorageGrants"], rules["DatabricksStorageVolumes"]
    assert "kms:CreateGrant" not in rules["DatabricksStorage"]["Action"]
    assert grants["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}
    assert volumes["Principal"] == {"AWS": ROLE}
    assert volumes["Condition"] == {
        "ForAnyValue:StringLike": {"kms:ViaService": "ec2.*.amazonaws.com"}
    }


def test_without_that_role_volumes_are_left_out() -> None:
    rules = statements(policy_json(key_policy(keys(None, KEY_ARN), "STORAGE")))

    assert set(rules) == {"DatabricksStorage", "DatabricksStorageGrants"}
