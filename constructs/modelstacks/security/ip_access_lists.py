"""IP access lists: who reaches the workspace, by address."""

from collections.abc import Sequence

from cdktf import ITerraformDependable
from constructs import Construct

from modelstacks.bindings.databricks import IpAccessList
from modelstacks.security.workspace_configuration import WorkspaceConfiguration
from modelstacks.surroundings.foundation_plans import IpListPlan


class IpAccessLists(Construct):
    """The lists, one after the other; a destroy takes them away in the opposite order."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        lists: Sequence[IpListPlan],
        configuration: WorkspaceConfiguration,
    ) -> None:
        """Draw them in the order that they have, after the `configuration` that enforces them.

        Never with `enabled`: the provider does not send it (1.99.0).
        """
        super().__init__(scope, id_)
        before: ITerraformDependable = configuration.resource
        for one in lists:
            before = IpAccessList(
                self,
                one.id,
                label=one.label,
                list_type=one.kind,
                ip_addresses=list(one.addresses),
                depends_on=[before],
            )
