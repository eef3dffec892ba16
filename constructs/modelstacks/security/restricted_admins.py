"""What workspace admins may do in the names of others."""

from constructs import Construct

from modelstacks.bindings.databricks import RestrictWorkspaceAdminsSetting


class RestrictedAdmins(Construct):
    """Keeps admins from tokens and jobs in others' names. Only an account admin sets it."""

    def __init__(self, scope: Construct, id_: str, *, are_restricted: bool) -> None:
        super().__init__(scope, id_)
        status = "RESTRICT_TOKENS_AND_JOB_RUN_AS" if are_restricted else "ALLOW_ALL"
        RestrictWorkspaceAdminsSetting(
            self, "Resource", restrict_workspace_admins={"status": status}
        )
