"""What is there before anything is deployed."""

from collections.abc import Sequence

from modelstacks.sandbox.store import Store, Transaction
from modelstacks.sandbox.workspace.ids import new_id
from modelstacks.sandbox.workspace.options import WorkspaceOptions
from modelstacks.sandbox.workspace.principals import find_group, find_user
from modelstacks.sandbox.workspace.scim import SCHEMA
from modelstacks.sandbox.workspace.unity import create_catalog
from modelstacks.sandbox.workspace.warehouses import ensure_warehouse

SYSTEM_GROUPS = ("admins", "users")
"""Groups that every workspace has. They are its own: Unity Catalog does not know them."""


def seed(
    store: Store,
    *,
    catalogs: Sequence[str],
    groups: Sequence[str],
    warehouses: Sequence[str] = (),
    user_name: str = WorkspaceOptions.user_name,
) -> None:
    """Create the system groups, the current user, and the catalogs, account groups and
    warehouses named.

    What exists already is left as it is.
    """
    with store.transaction() as tx:
        ensure_system(tx, user_name)
        for name in groups:
            _ensure_group(tx, name, resource_type="Group")
        for name in catalogs:
            if tx.get("catalog", name) is None:
                create_catalog(tx, {"name": name}, owner=user_name, is_system=True)
        for name in warehouses:
            ensure_warehouse(tx, name, owner=user_name)


def ensure_system(tx: Transaction, user_name: str) -> None:
    """Create the system groups and the current user, who is an administrator."""
    if find_user(tx, user_name) is None:
        key = new_id(tx)
        user = {
            "schemas": [f"{SCHEMA}:User"],
            "id": key,
            "userName": user_name,
            "displayName": user_name.partition("@")[0],
            "active": True,
            "emails": [{"type": "work", "value": user_name, "primary": True}],
            "entitlements": [],
            "_system": True,
        }
        tx.put("user", key, user)
    for name in SYSTEM_GROUPS:
        _ensure_group(tx, name, resource_type="WorkspaceGroup")
    admins = find_group(tx, "admins")
    me = find_user(tx, user_name)
    if admins and me and {"value": me["id"]} not in admins["members"]:
        tx.put(
            "group", admins["id"], {**admins, "members": [*admins["members"], {"value": me["id"]}]}
        )


def _ensure_group(tx: Transaction, name: str, *, resource_type: str) -> None:
    if find_group(tx, name) is not None:
        return
    key = new_id(tx)
    group = {
        "schemas": [f"{SCHEMA}:Group"],
        "id": key,
        "displayName": name,
        "entitlements": [],
        "members": [],
        "meta": {"resourceType": resource_type},
        "_system": True,
    }
    tx.put("group", key, group)
