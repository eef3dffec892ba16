"""Who may have personal access tokens."""

from collections.abc import Sequence

from constructs import Construct

from modelstacks.bindings.databricks import Permissions, PermissionsAccessControl


class TokenUsers(Construct):
    """The groups that may; with admins, who always may, nobody else. One set per workspace."""

    def __init__(self, scope: Construct, id_: str, *, groups: Sequence[str]) -> None:
        super().__init__(scope, id_)
        Permissions(
            self,
            "Resource",
            authorization="tokens",
            access_control=[
                PermissionsAccessControl(group_name=group, permission_level="CAN_USE")
                for group in groups
            ],
        )
