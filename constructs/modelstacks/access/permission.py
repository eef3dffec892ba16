"""Who may do what: one authoritative permission set per object, one grant set per securable.

`databricks_permissions` and `databricks_grants` replace whatever stands there, so each object gets
exactly one of them. Owner, creator and admins keep their inherited rights and are never listed:
listing them drifts for ever.
"""

from typing import Any, Literal

from constructs import Construct

from modelstacks.access.roles import SECRETS, Levels, Privileges
from modelstacks.bindings.databricks import (
    Grants,
    GrantsGrant,
    Permissions,
    PermissionsAccessControl,
    SecretAcl,
)
from modelstacks.settings.access import Access

PermissionTarget = Literal[
    "cluster_id",
    "cluster_policy_id",
    "serving_endpoint_id",
    "job_id",
    "directory_id",
    "directory_path",
    "sql_endpoint_id",
    "experiment_id",
]
Securable = Literal["schema", "volume", "model", "external_location", "storage_credential"]

_IN_UNITY_CATALOG = {"users": "account users"}
"""Unity Catalog knows account groups only; everybody in the workspace has another name there."""


def permit(
    scope: Construct, *, target: PermissionTarget, object_id: str, access: Access, levels: Levels
) -> Permissions | None:
    """Give each group the level of its role on a workspace object, and jobs theirs.

    Returns `None` when nobody gets any, since an empty set is refused.
    """
    controls = [
        PermissionsAccessControl(group_name=group, permission_level=levels[role])
        for group, role in access.roles.items()
        if role in levels
    ]
    if access.run_as and "job" in levels:
        controls.append(
            PermissionsAccessControl(
                service_principal_name=access.run_as, permission_level=levels["job"]
            )
        )
    if not controls:
        return None
    about: dict[str, Any] = {target: object_id}
    return Permissions(scope, "permissions", access_control=controls, **about)


def grant(
    scope: Construct,
    *,
    securable: Securable,
    full_name: str,
    access: Access,
    privileges: Privileges,
) -> Grants | None:
    """Grant each group the privileges of its role on a Unity Catalog securable, and jobs theirs."""
    grants = [
        GrantsGrant(
            principal=_IN_UNITY_CATALOG.get(group, group), privileges=list(privileges[role])
        )
        for group, role in access.roles.items()
        if role in privileges
    ]
    if access.run_as and "job" in privileges:
        grants.append(GrantsGrant(principal=access.run_as, privileges=list(privileges["job"])))
    if not grants:
        return None
    about: dict[str, Any] = {securable: full_name}
    return Grants(scope, "grants", grant=grants, **about)


def permit_secrets(scope: Construct, *, secret_scope: str, access: Access) -> list[SecretAcl]:
    """Give each group the level of its role on the secrets of a scope, and jobs theirs."""
    given = {group: SECRETS[role] for group, role in access.roles.items() if role in SECRETS}
    if access.run_as:
        given[access.run_as] = SECRETS["job"]
    return [
        SecretAcl(
            scope,
            f"acl-{group}",
            scope=secret_scope,
            principal=group,
            permission=permission,
        )
        for group, permission in given.items()
    ]
