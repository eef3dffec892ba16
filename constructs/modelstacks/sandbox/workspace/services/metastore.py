"""Unity Catalog: the metastore of the workspace."""

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.service import Securable, Service
from modelstacks.sandbox.workspace.unity import ROOT

SERVICE = Service("metastore")


@SERVICE.get(f"{ROOT}/current-metastore-assignment")
def assignment(call: Call) -> Json:
    """Answer which metastore the workspace is assigned to."""
    return {
        "metastore_id": call.options.metastore_id,
        "workspace_id": call.options.workspace_id,
        "default_catalog_name": "main",
    }


@SERVICE.get(f"{ROOT}/metastore_summary")
def summary(call: Call) -> Json:
    """Answer what the metastore is."""
    return {
        "metastore_id": call.options.metastore_id,
        "name": "sandbox",
        "cloud": call.options.cloud,
        "region": call.options.region,
        "global_metastore_id": (
            f"{call.options.cloud}:{call.options.region}:{call.options.metastore_id}"
        ),
        "owner": call.options.user_name,
    }


def _find(_: Transaction, metastore_id: str) -> Document:
    return {"metastore_id": metastore_id}


SERVICE.securables.append(
    Securable(
        kind="metastore",
        privileges=frozenset(
            {
                "CREATE_CATALOG",
                "CREATE_CONNECTION",
                "CREATE_EXTERNAL_LOCATION",
                "CREATE_PROVIDER",
                "CREATE_RECIPIENT",
                "CREATE_SERVICE_CREDENTIAL",
                "CREATE_SHARE",
                "CREATE_STORAGE_CREDENTIAL",
                "MANAGE_ALLOWLIST",
                "SET_SHARE_PERMISSION",
                "USE_CONNECTION",
                "USE_MARKETPLACE_ASSETS",
                "USE_PROVIDER",
                "USE_RECIPIENT",
                "USE_SHARE",
            }
        ),
        find=_find,
    )
)
