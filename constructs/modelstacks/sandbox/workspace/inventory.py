"""What exists, as a person wants to read it: every service tells about its own objects."""

from modelstacks.sandbox.store import Transaction
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.options import WorkspaceOptions
from modelstacks.sandbox.workspace.service import all_services


def inventory(tx: Transaction, options: WorkspaceOptions) -> Json:
    """Return the workspace's objects, grouped by kind."""
    kinds = {
        kind: lister(tx) for service in all_services() for kind, lister in service.inventory.items()
    }
    workspace = {
        "cloud": options.cloud,
        "workspace_id": options.workspace_id,
        "user_name": options.user_name,
        "model_versions": options.model_versions,
    }
    return {"workspace": workspace, **dict(sorted(kinds.items()))}
