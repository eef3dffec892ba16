"""Entitlements: boolean attributes here, a list of names in the SCIM API."""

from typing import Any

from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.values import Object

Json = dict[str, Any]

_ENTITLEMENTS = {
    "allow-cluster-create": "allow_cluster_create",
    "allow-instance-pool-create": "allow_instance_pool_create",
    "databricks-sql-access": "databricks_sql_access",
    "workspace-access": "workspace_access",
    "workspace-consume": "workspace_consume",
}
ATTRIBUTES = tuple(_ENTITLEMENTS.values())


def to_scim(values: Object) -> list[Json]:
    """Return what is on; one empty entry if nothing is, as the official provider does."""
    held: list[Json] = [
        {"value": name} for name, field in _ENTITLEMENTS.items() if values.get(field)
    ]
    return held or [{}]


def from_scim(answer: Json) -> Object:
    """Return the attributes of what the answer holds; others are not mentioned."""
    values: Object = {}
    for item in answer.get("entitlements") or []:
        field = _ENTITLEMENTS.get(item.get("value", ""))
        if field is None:
            raise ProviderError(f"unknown entitlement {item.get('value')!r}")
        values[field] = True
    return values
