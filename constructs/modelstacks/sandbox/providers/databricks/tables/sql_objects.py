"""Queries and the older alerts: created, then given their owner in a call of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from modelstacks.sandbox.providers.databricks.bodies import stored, to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.tables.workspace_prefix import same_folder_or_unset
from modelstacks.sandbox.providers.plugin.behaviour import Names
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class SqlObject:
    """One of the two types."""

    block: str
    """The word around the object in a request."""

    path: str
    masked: tuple[str, ...]
    """What an update always names."""

    when_changed: tuple[str, ...]
    """What it names only where it differs."""

    always: tuple[Names, ...] = ()
    renames: Mapping[Names, str]

    @property
    def table(self) -> ResourceTable:
        """The table entry."""
        type_name = f"databricks_{self.block}"
        return ResourceTable(
            type_name=type_name,
            create=self.create,
            read=self.read,
            update=self.update,
            delete=self.delete,
            behaviour=behaviour(type_name, suppressions={"parent_path": same_folder_or_unset}),
        )

    def _body(self, call: Call, *names: str) -> Json:
        computed = ("id", "create_time", "update_time", "lifecycle_state", "state", "trigger_time",
                    "last_modifier_user_name", "provider_config", *names)  # fmt: skip
        only = [name for name in call.block.names() if name not in computed]
        found = to_api(call.block, call.values, only=only, renames=self.renames, always=self.always)
        return {self.block: found, "auto_resolve_display_name": False}

    def create(self, call: Call) -> None:
        """Create; then the owner, if given."""
        call.id = str(call.client.post(self.path, self._body(call, "owner_user_name"))["id"])
        owner = call.values.get("owner_user_name")
        if owner:
            body = {self.block: {"owner_user_name": owner}, "update_mask": "owner_user_name"}
            call.client.patch(f"{self.path}/{call.id}", body)

    def read(self, call: Call) -> Object | None:
        """Read."""
        answer = call.client.get(f"{self.path}/{call.id}")
        return stored(call, answer, renames=self.renames)

    def update(self, call: Call) -> None:
        """Change in place what the mask names."""
        names = [*self.masked, *(name for name in self.when_changed if call.changed(name))]
        body = self._body(call, "parent_path")
        call.client.patch(f"{self.path}/{call.id}", {**body, "update_mask": ",".join(names)})

    def delete(self, call: Call) -> None:
        """Delete."""
        call.client.delete(f"{self.path}/{call.id}")


_QUERY = SqlObject(
    block="query",
    path="/api/2.0/sql/queries",
    masked=("display_name", "query_text", "warehouse_id", "parameters"),
    when_changed=(
        "run_as_mode", "owner_user_name", "description", "tags", "apply_auto_limit", "catalog",
        "schema",
    ),
    renames={("parameter",): "parameters"},
)  # fmt: skip
_ALERT = SqlObject(
    block="alert",
    path="/api/2.0/sql/alerts",
    masked=(
        "display_name", "query_id", "seconds_to_retrigger", "condition", "custom_body",
        "custom_subject",
    ),
    when_changed=("owner_user_name", "notify_on_ok"),
    always=(("notify_on_ok",),),
    renames={},
)  # fmt: skip

TABLES = (_QUERY.table, _ALERT.table)
