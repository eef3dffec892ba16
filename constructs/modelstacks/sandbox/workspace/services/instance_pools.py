"""Instance pools."""

from typing import Any

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Call, public
from modelstacks.sandbox.workspace.cluster_message import CLOUD_ATTRIBUTES
from modelstacks.sandbox.workspace.cluster_rules import require_node_type
from modelstacks.sandbox.workspace.errors import invalid, missing
from modelstacks.sandbox.workspace.ids import new_pool_id
from modelstacks.sandbox.workspace.instance_profiles import require_registered
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.pool_message import NewPool
from modelstacks.sandbox.workspace.security_rules import check_encryption
from modelstacks.sandbox.workspace.service import PermissionKind, Service

SERVICE = Service("instance_pools")
ROOT = "/api/2.0/instance-pools"
_FIXED = ("node_type_id", "disk_spec", "preloaded_spark_versions", *CLOUD_ATTRIBUTES.values())


class EditPool(NewPool):
    """What an existing pool shall be."""

    instance_pool_id: str


class OnePool(Message):
    """Names a pool."""

    instance_pool_id: str


@SERVICE.post(f"{ROOT}/create")
def create(call: Call) -> Json:
    """Create a pool."""
    sent = _checked(call, call.read(NewPool))
    pool_id = new_pool_id(call.tx)
    pool = {**sent, "instance_pool_id": pool_id, "_creator": call.options.user_name}
    call.tx.put("instance_pool", pool_id, pool)
    return {"instance_pool_id": pool_id}


@SERVICE.get(f"{ROOT}/get")
def get(call: Call) -> Json:
    """Answer one pool."""
    return _answer(_require(call, call.asked("instance_pool_id")))


@SERVICE.get(f"{ROOT}/list")
def find(call: Call) -> Json:
    """List pools."""
    return {"instance_pools": [_answer(pool) for pool in call.tx.all("instance_pool")]}


@SERVICE.post(f"{ROOT}/edit")
def edit(call: Call) -> Json:
    """Change a pool's name, bounds and tags; what its machines are stays."""
    fields = call.read(EditPool)
    pool = _require(call, fields.instance_pool_id)
    sent = _checked(call, fields)
    for field in _FIXED:
        if field in sent and sent[field] != pool.get(field):
            raise invalid(f"The field {field} of an instance pool cannot be changed")
    stays = (*_FIXED, "instance_pool_id", "_creator")
    kept = {field: pool[field] for field in stays if field in pool}
    call.tx.put("instance_pool", fields.instance_pool_id, {**sent, **kept})
    return {}


@SERVICE.post(f"{ROOT}/delete")
def delete(call: Call) -> Json:
    """Delete a pool."""
    pool_id = call.read(OnePool).instance_pool_id
    _require(call, pool_id)
    call.tx.delete("instance_pool", pool_id)
    call.tx.delete("permissions", f"instance-pools/{pool_id}")
    return {}


@SERVICE.lists("instance_pools")
def _list(tx: Transaction) -> list[Json]:
    return [
        {
            "id": pool["instance_pool_id"],
            "name": pool["instance_pool_name"],
            "node_type": pool["node_type_id"],
            "min_idle": pool.get("min_idle_instances", 0),
            "max_capacity": pool.get("max_capacity"),
        }
        for pool in tx.all("instance_pool")
    ]


def _require(call: Call, pool_id: str) -> Document:
    pool = call.tx.get("instance_pool", pool_id)
    if pool is None:
        raise missing(f"Can't find an instance pool with id: {pool_id}.")
    return pool


def _checked(call: Call, fields: NewPool) -> Json:
    require_node_type(call.facts, fields.node_type_id)
    check_encryption(call.tx, call.facts, fields.node_type_id)
    for cloud, block in CLOUD_ATTRIBUTES.items():
        if cloud != call.options.cloud and getattr(fields, block) is not None:
            raise invalid(f"{block} cannot be specified: the workspace is on {call.options.cloud}")
    if fields.aws_attributes is not None:
        require_registered(call.tx, fields.aws_attributes.as_sent())
    for key in fields.preloaded_spark_versions or []:
        if key not in call.facts.runtimes:
            raise invalid(f"Invalid spark version {key}.")
    idle = fields.min_idle_instances or 0
    if idle < 0 or (fields.max_capacity is not None and fields.max_capacity < max(1, idle)):
        raise invalid(
            f"Invalid bounds: min_idle_instances {idle}, max_capacity {fields.max_capacity}"
        )
    if not 0 <= (fields.idle_instance_autotermination_minutes or 0) <= 10_000:  # noqa: PLR2004
        raise invalid("idle_instance_autotermination_minutes must be between 0 and 10000")
    sent = fields.as_sent()
    sent.pop("instance_pool_id", None)
    return sent


def _answer(pool: Document) -> Json:
    added: dict[str, Any] = {
        "state": "ACTIVE",
        "default_tags": {
            "Vendor": "Databricks",
            "DatabricksInstancePoolId": pool["instance_pool_id"],
            "DatabricksInstancePoolCreatorId": pool["_creator"],
        },
        "stats": {
            "used_count": 0,
            "idle_count": 0,
            "pending_used_count": 0,
            "pending_idle_count": 0,
        },
    }
    return {**added, **public(pool)}


SERVICE.permission_kinds.append(
    PermissionKind(
        path="instance-pools",
        object_type="instance-pool",
        levels=("CAN_ATTACH_TO", "CAN_MANAGE"),
        find=lambda tx, key: tx.get("instance_pool", key),
    )
)
