"""What the policy of a workspace's key has to say. Nothing is drawn here: the key is not ours."""

from modelstacks.access.policy_document import Statement
from modelstacks.surroundings.foundation_plans import UseCase, WorkspaceKeysPlan
from modelstacks.surroundings.workspace_keys import key_facts

THIS_KEY = ("*",)
"""In a key's own policy, the key itself."""


def key_policy(
    plan: WorkspaceKeysPlan, use_case: UseCase, cross_account_role_arn: str | None = None
) -> tuple[Statement, ...]:
    """Return what the policy of a key has to say for Databricks to use it, beside your own rules.

    `cross_account_role_arn` is the role with which Databricks makes the workspace's nodes: their
    EBS volumes need it. Source: the data file of `surroundings.workspace_keys`.
    """
    facts = key_facts()
    actions = facts["use_cases"][use_case]
    databricks = {"AWS": f"arn:{plan.partition}:iam::{plan.databricks_aws_account}:root"}
    # Other customers' workspaces come from the same AWS account, each tagged with its own.
    ours = {"StringEquals": {"aws:PrincipalTag/DatabricksAccountId": plan.databricks_account_id}}
    name = use_case.title().replace("_", "")
    statements = [
        Statement(
            sid=f"Databricks{name}",
            principals=databricks,
            actions=tuple(actions["databricks"]),
            resources=THIS_KEY,
            conditions=ours,
        )
    ]
    if "databricks_for_grants" in actions:
        statements.append(
            Statement(
                sid=f"Databricks{name}Grants",
                principals=databricks,
                actions=tuple(actions["databricks_for_grants"]),
                resources=THIS_KEY,
                conditions={**ours, "Bool": {"kms:GrantIsForAWSResource": "true"}},
            )
        )
    if "cross_account_role" in actions and cross_account_role_arn:
        statements.append(
            Statement(
                sid=f"Databricks{name}Volumes",
                principals={"AWS": cross_account_role_arn},
                actions=tuple(actions["cross_account_role"]),
                resources=THIS_KEY,
                conditions={
                    "ForAnyValue:StringLike": {"kms:ViaService": facts["role_works_through"]}
                },
            )
        )
    return tuple(statements)
