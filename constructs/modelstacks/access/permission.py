"""Who may do what: one authoritative permission set per object, one grant set per securable.

`databricks_permissions` and `databricks_grants` replace whatever stands there, so each object gets
exactly one of them. Owner, creator and admins keep their inherited rights and are never listed:
listing them drifts for ever.
"""

from typing import Any, Literal

from constructs import Construct

from modelstacks.bindings.databricks import (
    Grants,
    GrantsGrant,
    Permissions,
    PermissionsAccessControl,
    SecretAcl,
)
from modelstacks.settings.project import Access

PermissionTarget = Literal["cluster_id", "cluster_policy_id", "serving_endpoint_id"]
Securable = Literal["schema", "volume", "model"]

_IN_UNITY_CATALOG = {"users": "account users"}
"""Unity Catalog knows account groups only; everybody in the workspace has another name there."""


def permit(
    scope: Construct,
    *,
    target: PermissionTarget,
    object_id: str,
    access: Access,
    users: str,
    managers: str,
) -> Permissions | None:
    """Give `users` and `managers` one permission level each on a workspace object.

    Returns `None` when the environment names no group, since an empty set is refused.
    """
    controls = [
        PermissionsAccessControl(group_name=group, permission_level=level)
        for group, level in _levels(access, users=users, managers=managers).items()
    ]
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
    users: str,
) -> Grants | None:
    """Grant `users` one privilege and managers all of them on a Unity Catalog securable."""
    privileges = _levels(access, users=users, managers="ALL_PRIVILEGES")
    grants = [
        GrantsGrant(principal=_IN_UNITY_CATALOG.get(group, group), privileges=[privilege])
        for group, privilege in privileges.items()
    ]
    if not grants:
        return None
    about: dict[str, Any] = {securable: full_name}
    return Grants(scope, "grants", grant=grants, **about)


def permit_secrets(scope: Construct, *, secret_scope: str, access: Access) -> list[SecretAcl]:
    """Let users read the secrets of a scope and managers manage them."""
    return [
        SecretAcl(scope, f"acl-{group}", scope=secret_scope, principal=group, permission=permission)
        for group, permission in _levels(access, users="READ", managers="MANAGE").items()
    ]


def _levels(access: Access, *, users: str, managers: str) -> dict[str, str]:
    """One level per group, the managers' when it is in both: two levels drift for ever."""
    levels = dict.fromkeys(access.users, users) | dict.fromkeys(access.managers, managers)
    return dict(sorted(levels.items()))
