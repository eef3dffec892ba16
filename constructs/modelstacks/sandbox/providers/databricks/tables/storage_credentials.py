"""Storage credentials of Unity Catalog."""

from typing import Any

from modelstacks.sandbox.providers.databricks.bodies import stored, to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.tables.isolation import bind
from modelstacks.sandbox.providers.databricks.tables.skip_validation import kept_silent
from modelstacks.sandbox.providers.databricks.tables.unity_catalog import (
    ONLY_CONFIGURED,
    UC,
    change_owner_first,
    check_metastore,
    force,
)
from modelstacks.sandbox.providers.plugin.behaviour import letter_case
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

Json = dict[str, Any]

_KINDS = (
    "aws_iam_role", "azure_service_principal", "azure_managed_identity",
    "gcp_service_account_key", "cloudflare_api_token",
)  # fmt: skip
_GCP = "databricks_gcp_service_account"
_FIELDS = (*_KINDS, "comment", "read_only", "skip_validation")
_CHOSEN = {
    "aws_iam_role": ("external_id", "unity_catalog_iam_arn"),
    "azure_managed_identity": ("credential_id",),
    _GCP: ("credential_id", "email"),
}
"""What the platform chose: never sent."""

_SECRETS = (
    ("azure_service_principal", "client_secret"),
    ("gcp_service_account_key", "private_key"),
)


def _path(call: Call) -> str:
    return f"{UC}/storage-credentials/{call.id}"


def _body(call: Call, *names: str) -> Json:
    body = to_api(call.block, call.values, only=(*_FIELDS, *names))
    for kind, chosen in _CHOSEN.items():
        if kind in body:
            body[kind] = {key: item for key, item in body[kind].items() if key not in chosen}
    return body


def create(call: Call) -> None:
    """Create; then owner and isolation, if given."""
    check_metastore(call)
    body = _body(call, "name", _GCP)
    call.id = str(call.client.post(f"{UC}/storage-credentials", body)["name"])
    if call.values.get("owner") or call.values.get("isolation_mode"):
        call.client.patch(_path(call), _body(call, "owner", "isolation_mode"))
        bind(call, "storage_credential")


def read(call: Call) -> Object | None:
    """Read; secrets are never answered and stay as they are known."""
    answer = call.client.get(_path(call))
    values = stored(call, answer, skip=ONLY_CONFIGURED, computed=(_GCP,))
    values["storage_credential_id"] = answer.get("id")
    for kind, secret in _SECRETS:
        known = call.values.get(kind)
        if known and values.get(kind):
            values[kind][0][secret] = known[0].get(secret)
    return values


def update(call: Call) -> None:
    """Change in place; one that locations use needs `force_update`."""
    check_metastore(call)

    def change() -> None:
        body = _body(call, "isolation_mode")
        if call.changed("read_only"):
            body.setdefault("read_only", False)
        if call.values.get("force_update"):
            body["force"] = True
        call.client.patch(_path(call), body)
        bind(call, "storage_credential")

    change_owner_first(call, _path(call), change)


def delete(call: Call) -> None:
    """Delete; one that locations use needs `force_destroy`."""
    check_metastore(call)
    call.client.delete(_path(call), **force(call))


TABLES = (
    ResourceTable(
        type_name="databricks_storage_credential",
        create=create,
        read=read,
        update=update,
        delete=delete,
        behaviour=behaviour("databricks_storage_credential", suppressions={"name": letter_case}),
        customize=kept_silent,
    ),
)
