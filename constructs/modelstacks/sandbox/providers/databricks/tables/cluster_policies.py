"""Cluster policies."""

import json
from typing import Any

from modelstacks.sandbox.providers.databricks.bodies import stored, to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.plugin.behaviour import Change
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

_POLICIES = "/api/2.0/policies/clusters"
_SENT = (
    "name", "definition", "description", "max_clusters_per_user", "libraries",
    "policy_family_id", "policy_family_definition_overrides",
)  # fmt: skip


def same_json(change: Change) -> bool:
    """Suppress a definition that only the platform has, and another spelling of the same JSON."""
    if not change.new:
        return True
    try:
        return bool(json.loads(change.old) == json.loads(change.new))
    except (TypeError, ValueError):
        return False


def _body(call: Call) -> dict[str, Any]:
    return to_api(call.block, call.values, only=_SENT)


def _refuse_family(call: Call) -> None:
    if call.values.get("policy_family_id"):
        raise ProviderError(
            "policy families are not among what the built-in provider does",
            detail="Run the official provider: modelstacks sandbox up --providers official",
            path=("policy_family_id",),
        )


def create(call: Call) -> None:
    """Create."""
    _refuse_family(call)
    call.id = call.client.post(f"{_POLICIES}/create", _body(call))["policy_id"]


def read(call: Call) -> Object | None:
    """Read."""
    return stored(call, call.client.get(f"{_POLICIES}/get", policy_id=call.id))


def update(call: Call) -> None:
    """Edit."""
    _refuse_family(call)
    call.client.post(f"{_POLICIES}/edit", {**_body(call), "policy_id": call.id})


def delete(call: Call) -> None:
    """Delete."""
    call.client.post(f"{_POLICIES}/delete", {"policy_id": call.id})


TABLES = (
    ResourceTable(
        type_name="databricks_cluster_policy",
        create=create,
        read=read,
        update=update,
        delete=delete,
        behaviour=behaviour(
            "databricks_cluster_policy",
            suppressions={
                "definition": same_json,
                "policy_family_definition_overrides": same_json,
            },
        ),
    ),
)
