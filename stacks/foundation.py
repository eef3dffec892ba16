"""The stack of what an environment declares for all: workspace settings, peerings, keys."""

from cdktf import TerraformOutput, TerraformStack
from constructs import Construct

from modelstacks.bindings.databricks import DatabricksProvider
from modelstacks.encryption.workspace_keys import WorkspaceKeys
from modelstacks.monitoring.shared_watch import SharedWatch
from modelstacks.security.automatic_update import AutomaticUpdate
from modelstacks.security.compliance_profile import ComplianceProfile
from modelstacks.security.enhanced_monitoring import EnhancedMonitoring
from modelstacks.security.ip_access_lists import IpAccessLists
from modelstacks.security.legacy_features import LegacyFeatures
from modelstacks.security.restricted_admins import RestrictedAdmins
from modelstacks.security.system_schemas import SystemSchemas
from modelstacks.security.token_users import TokenUsers
from modelstacks.security.workspace_configuration import WorkspaceConfiguration
from modelstacks.surroundings.foundation_plans import FoundationPlan, LegacyPlan, WorkspaceKeysPlan
from modelstacks.surroundings.watch_plans import SharedWatchPlan
from stacks.peerings import add_peerings
from stacks.workspace import Folders, aws_provider, prepare_workspace


class FoundationStack(TerraformStack):
    """What all families of an environment share. It stands alone, and so do they."""

    def __init__(self, scope: Construct, *, plan: FoundationPlan, folders: Folders) -> None:
        super().__init__(scope, plan.stack_id)
        environment = plan.environment
        self.plan = plan
        prepare_workspace(self, stack_id=plan.stack_id, environment=environment, folders=folders)
        if plan.needs_aws:
            aws_provider(self, stack_id=plan.stack_id, environment=environment, folders=folders)
        self.add_hardening()
        self.add_access()
        add_peerings(
            self,
            plan.peerings,
            stack_id=plan.stack_id,
            environment=environment,
            folders=folders,
            tags=plan.tags,
        )
        if plan.workspace_keys:
            self.add_workspace_keys(plan.workspace_keys)
        if plan.watch:
            self.add_watch(plan.watch)

    def add_watch(self, plan: SharedWatchPlan) -> None:
        """Draw the warehouse that looks, and the budget."""
        budget = plan.account_budget
        account = None
        if budget:
            account = DatabricksProvider(
                self,
                "databricks-budget-account",
                alias="budget",
                host=budget.host,
                account_id=budget.databricks_account_id,
            )
        SharedWatch(
            self,
            "watch",
            plan=plan,
            access=self.plan.environment.access,
            account=account,
            tags=self.plan.tags,
        )

    def add_hardening(self) -> None:
        """Draw what hardens the workspace, the profile before what it switches on itself."""
        plan = self.plan
        profile = None
        if plan.standards:
            profile = ComplianceProfile(self, "compliance-profile", standards=plan.standards)
        if plan.enhanced_monitoring is not None:
            EnhancedMonitoring(self, "enhanced-monitoring", is_on=plan.enhanced_monitoring)
        if plan.automatic_update:
            AutomaticUpdate(self, "automatic-update", plan=plan.automatic_update, profile=profile)
        if plan.legacy != LegacyPlan():
            LegacyFeatures(self, "legacy-features", plan=plan.legacy)

    def add_access(self) -> None:
        """Draw who gets in, and what they may do there."""
        plan = self.plan
        if plan.configuration:
            configuration = WorkspaceConfiguration(self, "configuration", keys=plan.configuration)
            IpAccessLists(self, "ip-access", lists=plan.ip_lists, configuration=configuration)
        if plan.admins_are_restricted is not None:
            RestrictedAdmins(self, "restricted-admins", are_restricted=plan.admins_are_restricted)
        if plan.token_groups:
            TokenUsers(self, "token-users", groups=plan.token_groups)
        if plan.system_schemas:
            SystemSchemas(self, "system-schemas", names=plan.system_schemas)

    def add_workspace_keys(self, plan: WorkspaceKeysPlan) -> None:
        """Register the workspace's keys with its account, and give out their ids."""
        # Without the workspace's profile: the account is signed in to by the standard chain.
        account = DatabricksProvider(
            self,
            "databricks-account",
            alias="account",
            host=plan.host,
            account_id=plan.databricks_account_id,
        )
        keys = WorkspaceKeys(self, "workspace-keys", plan=plan, account=account)
        TerraformOutput(self, "workspace_key_ids", value=keys.ids, static_id=True)
