"""Users, groups and service principals: who can be given something."""

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.errors import missing_principal

ACCOUNT_USERS = "account users"
"""Everybody in the account; Unity Catalog knows it beside the workspace's principals."""


def find_user(tx: Transaction, name: str) -> Document | None:
    """Return the user of that name."""
    wanted = name.lower()
    return next((user for user in tx.all("user") if user["userName"].lower() == wanted), None)


def find_group(tx: Transaction, name: str) -> Document | None:
    """Return the group of that name."""
    return next((group for group in tx.all("group") if group["displayName"] == name), None)


def find_service_principal(tx: Transaction, application_id: str) -> Document | None:
    """Return the service principal of that application id."""
    principals = tx.all("service_principal")
    return next((one for one in principals if one["applicationId"] == application_id), None)


def find_principal(tx: Transaction, name: str) -> Document | None:
    """Return whoever has that name: a user, a group or a service principal's application id."""
    return find_user(tx, name) or find_group(tx, name) or find_service_principal(tx, name)


def require_principal(tx: Transaction, name: str) -> None:
    """Refuse a name that nobody has."""
    if find_principal(tx, name) is None:
        raise missing_principal(name)


def require_account_principal(tx: Transaction, name: str) -> None:
    """Refuse a name that Unity Catalog cannot grant anything to.

    It knows the account's principals only. The groups of a workspace, `users` and `admins` among
    them, are unknown to it; everybody is `account users`.
    """
    if name == ACCOUNT_USERS:
        return
    found = find_principal(tx, name)
    if found is None:
        raise missing_principal(name)
    if found.get("meta", {}).get("resourceType") == "WorkspaceGroup":
        raise missing_principal(
            f"{name}: it is a workspace-local group, which Unity Catalog does not know;"
            f" use an account group, or `{ACCOUNT_USERS}` for everybody"
        )
