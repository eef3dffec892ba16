"""Unity Catalog: which workspaces an isolated catalog is bound to."""

from typing import Literal

from pydantic import Field

from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import invalid
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.service import Service, securables
from modelstacks.sandbox.workspace.unity import ROOT, require

SERVICE = Service("workspace_bindings")


class Binding(Message):
    """One workspace and what it may do."""

    workspace_id: int
    binding_type: Literal["BINDING_TYPE_READ_WRITE", "BINDING_TYPE_READ_ONLY"] = (
        "BINDING_TYPE_READ_WRITE"
    )


class BindingChanges(Message):
    """What is added and removed."""

    add: list[Binding] = Field(default_factory=list)
    remove: list[Binding] = Field(default_factory=list)


class AssignedWorkspaces(Message):
    """The older spelling, for catalogs only."""

    assign_workspaces: list[int] = Field(default_factory=list)
    unassign_workspaces: list[int] = Field(default_factory=list)


@SERVICE.get(f"{ROOT}/bindings/{{kind}}/{{name}}")
def get(call: Call) -> Json:
    """Answer the bindings of an object."""
    return {"bindings": _bindings(call, _key(call))}


@SERVICE.patch(f"{ROOT}/bindings/{{kind}}/{{name}}")
def update(call: Call) -> Json:
    """Add and remove bindings."""
    changes = call.read(BindingChanges)
    gone = {one.workspace_id for one in changes.remove}
    added = [one.model_dump() for one in changes.add]
    return {"bindings": _change(call, _key(call), added, gone)}


@SERVICE.get(f"{ROOT}/workspace-bindings/catalogs/{{name}}")
def get_catalog(call: Call) -> Json:
    """Answer the workspaces of a catalog."""
    catalog = require(call.tx, "catalog", call.path["name"])
    return {"workspaces": _workspaces(_bindings(call, f"catalog/{catalog['name']}"))}


@SERVICE.patch(f"{ROOT}/workspace-bindings/catalogs/{{name}}")
def update_catalog(call: Call) -> Json:
    """Assign and unassign workspaces of a catalog."""
    catalog = require(call.tx, "catalog", call.path["name"])
    changes = call.read(AssignedWorkspaces)
    added = [Binding(workspace_id=one).model_dump() for one in changes.assign_workspaces]
    key = f"catalog/{catalog['name']}"
    return {"workspaces": _workspaces(_change(call, key, added, set(changes.unassign_workspaces)))}


def _key(call: Call) -> str:
    kind = securables().get(call.path["kind"])
    if kind is None:
        raise invalid(f"Invalid securable type: {call.path['kind']}")
    name = call.path["name"].lower()
    if kind.find(call.tx, name) is None:
        require(call.tx, kind.kind, name)
    return f"{kind.kind}/{name}"


def _bindings(call: Call, key: str) -> list[Json]:
    found: list[Json] = (call.tx.get("bindings", key) or {}).get("bindings", [])
    return found


def _change(call: Call, key: str, added: list[Json], gone: set[int]) -> list[Json]:
    replaced = gone | {one["workspace_id"] for one in added}
    kept = [one for one in _bindings(call, key) if one["workspace_id"] not in replaced]
    bindings = [*kept, *added]
    call.tx.put("bindings", key, {"bindings": bindings})
    return bindings


def _workspaces(bindings: list[Json]) -> list[int]:
    return [one["workspace_id"] for one in bindings]
