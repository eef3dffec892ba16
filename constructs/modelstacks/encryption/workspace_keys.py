"""Customer-managed keys of the workspace, registered with its account."""

from cdktf import TerraformProvider
from constructs import Construct

from modelstacks.bindings.databricks import MwsCustomerManagedKeys
from modelstacks.surroundings.foundation_plans import UseCase, WorkspaceKeysPlan


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
