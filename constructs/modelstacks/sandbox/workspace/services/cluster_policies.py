"""Cluster policies."""

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Call, public
from modelstacks.sandbox.workspace.cluster_policy_rules import parse_definition
from modelstacks.sandbox.workspace.errors import exists, invalid, missing
from modelstacks.sandbox.workspace.ids import new_policy_id
from modelstacks.sandbox.workspace.library_message import Library
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.service import PermissionKind, Service

SERVICE = Service("cluster_policies")
ROOT = "/api/2.0/policies/clusters"


class PolicyFields(Message):
    """What a policy says."""

    name: str | None = None
    definition: str | None = None
    description: str | None = None
    libraries: list[Library] | None = None
    max_clusters_per_user: int | None = None
    policy_family_id: str | None = None
    policy_family_definition_overrides: str | None = None


class EditPolicy(PolicyFields):
    """What an existing policy shall say."""

    policy_id: str


class OnePolicy(Message):
    """Names a policy."""

    policy_id: str


@SERVICE.post(f"{ROOT}/create")
def create(call: Call) -> Json:
    """Create a policy."""
    fields = call.read(PolicyFields)
    policy_id = new_policy_id()
    policy = {
        **_checked(call, fields, policy_id),
        "policy_id": policy_id,
        "creator_user_name": call.options.user_name,
        "created_at_timestamp": call.now,
        "is_default": False,
    }
    call.tx.put("cluster_policy", policy_id, policy)
    return {"policy_id": policy_id}


@SERVICE.get(f"{ROOT}/get")
def get(call: Call) -> Json:
    """Answer one policy."""
    return public(_require(call, call.asked("policy_id")))


@SERVICE.get(f"{ROOT}/list")
def find(call: Call) -> Json:
    """List policies."""
    return {"policies": [public(policy) for policy in call.tx.all("cluster_policy")]}


@SERVICE.post(f"{ROOT}/edit")
def edit(call: Call) -> Json:
    """Replace what a policy says; clusters made under it stay as they are."""
    fields = call.read(EditPolicy)
    policy = _require(call, fields.policy_id)
    stays = ("policy_id", "creator_user_name", "created_at_timestamp", "is_default")
    kept = {field: policy[field] for field in stays}
    call.tx.put(
        "cluster_policy", fields.policy_id, {**_checked(call, fields, fields.policy_id), **kept}
    )
    return {}


@SERVICE.post(f"{ROOT}/delete")
def delete(call: Call) -> Json:
    """Delete a policy."""
    policy_id = call.read(OnePolicy).policy_id
    _require(call, policy_id)
    call.tx.delete("cluster_policy", policy_id)
    call.tx.delete("permissions", f"cluster-policies/{policy_id}")
    return {}


@SERVICE.get("/api/2.0/policy-families")
def families(_: Call) -> Json:
    """List the families that Databricks maintains; the sandbox has none."""
    return {"policy_families": []}


@SERVICE.lists("cluster_policies")
def _list(tx: Transaction) -> list[Json]:
    return [
        {
            "id": policy["policy_id"],
            "name": policy["name"],
            "rules": len(parse_definition(policy.get("definition", "{}"))),
        }
        for policy in tx.all("cluster_policy")
    ]


def _require(call: Call, policy_id: str) -> Document:
    policy = call.tx.get("cluster_policy", policy_id)
    if policy is None:
        raise missing(f"Can't find a cluster policy with id: {policy_id}.")
    return policy


def _checked(call: Call, fields: PolicyFields, policy_id: str) -> Json:
    if not fields.name:
        raise invalid("Missing required field: name")
    if fields.policy_family_id:
        raise invalid(f"Can't find a policy family with id: {fields.policy_family_id}.")
    for policy in call.tx.all("cluster_policy"):
        if policy["name"] == fields.name and policy["policy_id"] != policy_id:
            raise exists(f"Policy with name {fields.name} already exists")
    if fields.definition is None:
        raise invalid("Missing required field: definition")
    parse_definition(fields.definition)
    if fields.max_clusters_per_user is not None and fields.max_clusters_per_user < 1:
        raise invalid("max_clusters_per_user must be 1 or more")
    return fields.as_sent()


SERVICE.permission_kinds.append(
    PermissionKind(
        path="cluster-policies",
        object_type="cluster-policy",
        levels=("CAN_USE",),
        find=lambda tx, key: tx.get("cluster_policy", key),
        creator_level=None,
    )
)
