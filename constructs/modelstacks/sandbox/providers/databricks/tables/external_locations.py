"""External locations of Unity Catalog."""

from modelstacks.sandbox.providers.databricks.bodies import stored, to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.tables.isolation import bind
from modelstacks.sandbox.providers.databricks.tables.skip_validation import kept_silent
from modelstacks.sandbox.providers.databricks.tables.unity_catalog import (
    ONLY_CONFIGURED,
    UC,
    change_owner_first,
    check_metastore,
    closing_slash,
    force,
)
from modelstacks.sandbox.providers.plugin.behaviour import letter_case
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

_FLAGS = ("read_only", "fallback", "enable_file_events")
_FIELDS = (
    *_FLAGS, "comment", "credential_name", "encryption_details", "file_event_queue",
    "skip_validation", "url",
)  # fmt: skip


def _path(call: Call) -> str:
    return f"{UC}/external-locations/{call.id}"


def create(call: Call) -> None:
    """Create; then owner and isolation, if given."""
    check_metastore(call)
    body = to_api(call.block, call.values, only=(*_FIELDS, "name"))
    call.id = str(call.client.post(f"{UC}/external-locations", body)["name"])
    if call.values.get("owner") or call.values.get("isolation_mode"):
        body = to_api(call.block, call.values, only=(*_FIELDS, "owner", "isolation_mode"))
        call.client.patch(_path(call), body)
        bind(call, "external_location")


def read(call: Call) -> Object | None:
    """Read."""
    return stored(call, call.client.get(_path(call)), skip=ONLY_CONFIGURED)


def update(call: Call) -> None:
    """Change in place; one that something lies in needs `force_update` to move."""
    check_metastore(call)

    def change() -> None:
        body = to_api(call.block, call.values, only=(*_FIELDS, "isolation_mode"))
        for name in _FLAGS:
            if call.changed(name):
                body.setdefault(name, False)
        if not call.values.get("enable_file_events"):
            body.pop("file_event_queue", None)
        if call.values.get("force_update"):
            body["force"] = True
        call.client.patch(_path(call), body)
        bind(call, "external_location")

    change_owner_first(call, _path(call), change)


def delete(call: Call) -> None:
    """Delete; one that something lies in needs `force_destroy`."""
    check_metastore(call)
    call.client.delete(_path(call), **force(call))


TABLES = (
    ResourceTable(
        type_name="databricks_external_location",
        create=create,
        read=read,
        update=update,
        delete=delete,
        behaviour=behaviour(
            "databricks_external_location",
            suppressions={"name": letter_case, "url": closing_slash},
        ),
        customize=kept_silent,
    ),
)
