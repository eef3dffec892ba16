"""Unity Catalog: catalogs, and the workspaces they are bound to."""

from typing import Literal

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import invalid
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.principals import require_account_principal
from modelstacks.sandbox.workspace.privileges import CATALOG
from modelstacks.sandbox.workspace.service import Securable, Service
from modelstacks.sandbox.workspace.unity import (
    ROOT,
    answer,
    checked_name,
    contents,
    create_catalog,
    refuse_contents,
    remove,
    require,
    require_absent,
    touched,
)

SERVICE = Service("catalogs")


class CatalogFields(Message):
    """What a catalog can be given after it was made."""

    comment: str | None = None
    owner: str | None = None
    properties: dict[str, str] | None = None
    options: dict[str, str] | None = None
    isolation_mode: Literal["OPEN", "ISOLATED"] | None = None
    enable_predictive_optimization: Literal["ENABLE", "DISABLE", "INHERIT"] | None = None


class NewCatalog(CatalogFields):
    """What a catalog is made from."""

    name: str
    storage_root: str | None = None
    provider_name: str | None = None
    share_name: str | None = None
    connection_name: str | None = None


@SERVICE.post(f"{ROOT}/catalogs")
def create(call: Call) -> Json:
    """Create a catalog; it comes with a schema named `default`."""
    fields = call.read(NewCatalog)
    name = checked_name(fields.name)
    require_absent(call.tx, "catalog", name)
    catalog = create_catalog(
        call.tx, {**fields.as_sent(), "name": name}, owner=call.options.user_name, now=call.now
    )
    return answer(call, catalog)


@SERVICE.get(f"{ROOT}/catalogs")
def find(call: Call) -> Json:
    """List catalogs."""
    return {"catalogs": [answer(call, one) for one in call.tx.all("catalog")]}


@SERVICE.get(f"{ROOT}/catalogs/{{name}}")
def get(call: Call) -> Json:
    """Answer one catalog."""
    return answer(call, require(call.tx, "catalog", call.path["name"]))


@SERVICE.patch(f"{ROOT}/catalogs/{{name}}")
def update(call: Call) -> Json:
    """Change a catalog."""
    catalog = require(call.tx, "catalog", call.path["name"])
    changes = call.read(CatalogFields)
    if changes.owner:
        require_account_principal(call.tx, changes.owner)
    if call.body.get("new_name"):
        raise invalid("The sandbox does not rename catalogs")
    changed = touched(call, catalog, changes.as_sent())
    call.tx.put("catalog", catalog["name"], changed)
    return answer(call, changed)


@SERVICE.delete(f"{ROOT}/catalogs/{{name}}")
def delete(call: Call) -> Json:
    """Delete a catalog; with contents only by force."""
    catalog = require(call.tx, "catalog", call.path["name"])
    if not call.flag("force"):
        refuse_contents(call.tx, "catalog", catalog["name"])
    remove(call.tx, "catalog", catalog["name"])
    return {}


@SERVICE.lists("catalogs")
def _list(tx: Transaction) -> list[Json]:
    return [
        {
            "name": catalog["name"],
            "schemas": [_schema(tx, name) for name in _schemas(tx, catalog["name"])],
            "system": catalog.get("_system", False),
        }
        for catalog in tx.all("catalog")
    ]


def _schemas(tx: Transaction, catalog: str) -> list[str]:
    return contents(tx, catalog)["schema"]


def _schema(tx: Transaction, full_name: str) -> Json:
    inside = contents(tx, full_name)
    return {
        "name": full_name.partition(".")[2],
        "volumes": [name.rpartition(".")[2] for name in inside["volume"]],
        "models": [_model(tx, name) for name in inside["model"]],
        "system": require(tx, "schema", full_name).get("_system", False),
    }


def _model(tx: Transaction, full_name: str) -> Json:
    versions = [one for one in tx.all("model_version") if _full_name(one) == full_name]
    aliases: dict[str, int] = (tx.get("model", full_name) or {}).get("_aliases", {})
    return {
        "name": full_name.rpartition(".")[2],
        "versions": [
            {
                "version": one["version"],
                "status": one["status"],
                "registered_by_sandbox": one.get("_by_sandbox", False),
                "aliases": [name for name, at in sorted(aliases.items()) if at == one["version"]],
            }
            for one in versions
        ],
    }


def _full_name(version: Document) -> str:
    return f"{version['catalog_name']}.{version['schema_name']}.{version['model_name']}"


SERVICE.securables.append(
    Securable(
        kind="catalog",
        privileges=CATALOG,
        find=lambda tx, name: tx.get("catalog", name),
    )
)
