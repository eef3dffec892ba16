"""MLflow experiments. Only the name changes in place; tags are sent when one is created."""

from modelstacks.sandbox.providers.databricks.bodies import stored, to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.tables.workspace_prefix import bare
from modelstacks.sandbox.providers.plugin.behaviour import Change
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

_EXPERIMENTS = "/api/2.0/mlflow/experiments"


def same_name(change: Change) -> bool:
    """Suppress the prefix `/Workspace` and a slash at the end."""
    return bare(change.old).removesuffix("/") == bare(change.new).removesuffix("/")


def create(call: Call) -> None:
    """Create."""
    body = to_api(call.block, call.values, only=("name", "artifact_location", "tags"))
    call.id = str(call.client.post(f"{_EXPERIMENTS}/create", body)["experiment_id"])


def read(call: Call) -> Object | None:
    """Read."""
    answer = call.client.get(f"{_EXPERIMENTS}/get", experiment_id=call.id)["experiment"]
    return stored(call, answer, skip=("description",), computed=("tags",))


def update(call: Call) -> None:
    """Rename; whatever else changes is not sent."""
    body = {"experiment_id": call.id, "new_name": call.values["name"]}
    call.client.post(f"{_EXPERIMENTS}/update", body)


def delete(call: Call) -> None:
    """Delete."""
    call.client.post(f"{_EXPERIMENTS}/delete", {"experiment_id": call.id})


TABLES = (
    ResourceTable(
        type_name="databricks_mlflow_experiment",
        create=create,
        read=read,
        update=update,
        delete=delete,
        behaviour=behaviour("databricks_mlflow_experiment", suppressions={"name": same_name}),
    ),
)
