"""Customer-managed keys of the workspace: registered with the account, admitted by their policy."""

from cdktf import TerraformProvider
from constructs import Construct

from modelstacks.access.policy_document import Statement
from modelstacks.bindings.databricks import MwsCustomerManagedKeys
from modelstacks.encryption.kms_key import THIS_KEY
from modelstacks.surroundings.foundation_plans import UseCase, WorkspaceKeysPlan
from modelstacks.surroundings.workspace_keys import key_facts


class WorkspaceKeys(Construct):
    """Registrations of KMS keys that exist. A workspace takes one up by its id.

    Nothing of a registration can be changed: another key or use is another registration, and one
    that a workspace uses is not deleted.
    """

    def __init__(
        self, scope: Construct, id_: str, *, plan: WorkspaceKeysPlan, account: TerraformProvider
    ) -> None:
        """Draw them; `account` is the provider that works on the Databricks account."""
        super().__init__(scope, id_)
        self.ids: dict[UseCase, str] = {}
        """Id of the registration by use case, for `databricks_mws_workspaces`."""
        for key in plan.keys:
            registered = MwsCustomerManagedKeys(
                self,
                key.name,
                account_id=plan.databricks_account_id,
                aws_key_info={"key_arn": key.arn},
                use_cases=list(key.use_cases),
                provider=account,
            )
            self.ids |= dict.fromkeys(key.use_cases, registered.customer_managed_key_id)


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
