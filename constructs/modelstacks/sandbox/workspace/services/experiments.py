"""MLflow experiments: a name that is a path in the workspace."""

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Call, public
from modelstacks.sandbox.workspace.errors import ApiError, exists, invalid, missing
from modelstacks.sandbox.workspace.ids import new_object_id
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.service import PermissionKind, Service
from modelstacks.sandbox.workspace.workspace_paths import canonical, find_object, parent_of

SERVICE = Service("experiments")
ROOT = "/api/2.0/mlflow/experiments"
KIND = "experiment"


class Tag(Message):
    """A tag."""

    key: str
    value: str = ""


class NewExperiment(Message):
    """An experiment as its maker describes it."""

    name: str
    artifact_location: str | None = None
    tags: list[Tag] | None = None


class OneExperiment(Message):
    """Names an experiment."""

    experiment_id: str


class Rename(OneExperiment):
    """Gives an experiment another name."""

    new_name: str


@SERVICE.post(f"{ROOT}/create")
def create(call: Call) -> Json:
    """Create an experiment in a folder that exists."""
    sent = call.read(NewExperiment).as_sent()
    key = str(new_object_id(call.tx))
    experiment = {
        "artifact_location": f"dbfs:/databricks/mlflow-tracking/{key}",
        **sent,
        "experiment_id": key,
        "lifecycle_stage": "active",
        "creation_time": call.now,
    }
    _write(call, experiment)
    return {"experiment_id": key}


@SERVICE.get(f"{ROOT}/get")
def get(call: Call) -> Json:
    """Answer one experiment."""
    return {"experiment": public(_require(call, call.asked("experiment_id")))}


@SERVICE.get(f"{ROOT}/get-by-name")
def get_by_name(call: Call) -> Json:
    """Answer the experiment of a name."""
    name = call.asked("experiment_name")
    for one in call.tx.all(KIND):
        if one["_path"] == canonical(name):
            return {"experiment": public(one)}
    raise missing(f"Node {name} does not exist.")


@SERVICE.post(f"{ROOT}/update")
def update(call: Call) -> Json:
    """Rename an experiment."""
    change = call.read(Rename)
    _write(call, {**_require(call, change.experiment_id), "name": change.new_name})
    return {}


@SERVICE.post(f"{ROOT}/delete")
def delete(call: Call) -> Json:
    """Delete an experiment; the sandbox keeps no trash."""
    key = _require(call, call.read(OneExperiment).experiment_id)["experiment_id"]
    call.tx.delete(KIND, key)
    call.tx.delete("permissions", f"experiments/{key}")
    return {}


@SERVICE.lists("experiments")
def _list(tx: Transaction) -> list[Json]:
    return [{"name": one["name"], "id": one["experiment_id"]} for one in tx.all(KIND)]


def _require(call: Call, key: str) -> Document:
    found = call.tx.get(KIND, key)
    if found is None:
        raise missing(f"Node ID {key} does not exist.")
    return found


def _write(call: Call, experiment: Document) -> None:
    name = experiment["name"]
    if not name.startswith("/"):
        raise invalid(
            f"Got an invalid experiment name '{name}'. An experiment name must be an absolute path"
            " within the Databricks workspace. E.g., '/Users/<some-username>/my-experiment'."
        )
    path = canonical(name)
    folder = find_object(call, parent_of(path))
    if folder is None or folder["object_type"] != "DIRECTORY":
        raise ApiError(404, "NOT_FOUND", f"Parent directory {parent_of(path)} does not exist.")
    taken = find_object(call, path) is not None
    for other in call.tx.all(KIND):
        taken |= other["_path"] == path and other["experiment_id"] != experiment["experiment_id"]
    if taken:
        raise exists(f"Node named '{path.rpartition('/')[2]}' already exists")
    changed = {**experiment, "_path": path, "last_update_time": call.now}
    call.tx.put(KIND, experiment["experiment_id"], changed)


SERVICE.permission_kinds.append(
    PermissionKind(
        path="experiments",
        object_type="mlflowExperiment",
        levels=("CAN_READ", "CAN_EDIT", "CAN_MANAGE"),
        find=lambda tx, key: tx.get(KIND, key),
        creator_level=None,
    )
)
