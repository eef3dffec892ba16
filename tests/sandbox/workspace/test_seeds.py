"""What is there before anything is deployed."""

from pathlib import Path

from modelstacks.sandbox.store import Store
from modelstacks.sandbox.workspace import WorkspaceOptions, create_app, seed


def everything(store: Store) -> list[list[str]]:
    with store.transaction() as tx:
        return [
            [user["userName"] for user in tx.all("user")],
            [group["displayName"] for group in tx.all("group")],
            [catalog["name"] for catalog in tx.all("catalog")],
            [schema["full_name"] for schema in tx.all("schema")],
        ]


def test_seeding_twice_is_seeding_once(folder: Path) -> None:
    store = Store(folder / "state.db")
    for _ in range(2):
        seed(store, catalogs=["local"], groups=["team"])

    assert everything(store) == [
        ["sandbox@modelstacks.local"],
        ["admins", "users", "team"],
        ["local"],
        ["local.default"],
    ]
    store.close()


def test_seeding_again_leaves_what_exists(folder: Path) -> None:
    store = Store(folder / "state.db")
    seed(store, catalogs=["local"], groups=[])
    with store.transaction() as tx:
        catalog = tx.get("catalog", "local")
        assert catalog is not None
        tx.put("catalog", "local", {**catalog, "comment": "changed"})
        tx.delete("schema", "local.default")

    seed(store, catalogs=["local", "second"], groups=[])

    with store.transaction() as tx:
        assert (tx.get("catalog", "local") or {})["comment"] == "changed"
        assert tx.get("schema", "local.default") is None
        assert tx.get("catalog", "second") is not None
    store.close()


def test_a_workspace_without_seeds_has_its_system_groups(folder: Path) -> None:
    store = Store(folder / "state.db")

    create_app(store=store, token="t", options=WorkspaceOptions(user_name="me@example.com"))

    assert everything(store) == [["me@example.com"], ["admins", "users"], [], []]
    store.close()
