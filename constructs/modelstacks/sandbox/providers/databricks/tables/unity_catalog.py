"""What the objects of Unity Catalog share.

They are created, then given their owner in a call of its own; on update the owner comes first, the
rest after it.
"""

from collections.abc import Callable, Sequence
from typing import Any

from modelstacks.sandbox.providers.databricks.bodies import to_api
from modelstacks.sandbox.providers.plugin.behaviour import Change, letter_case
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call

Json = dict[str, Any]

UC = "/api/2.1/unity-catalog"
NAMES = dict.fromkeys(("name", "catalog_name", "schema_name"), letter_case)
"""Names are compared whatever their case."""

ONLY_CONFIGURED = ("skip_validation", "force_update", "force_destroy")
"""What no answer tells: it says how to call, not what is."""


def closing_slash(change: Change) -> bool:
    """Suppress a slash at the end."""
    return bool(str(change.old).rstrip("/") == str(change.new or "").rstrip("/"))


def closing_slash_or_unset(change: Change) -> bool:
    """Suppress a slash at the end, and a location that the platform chose."""
    return not change.new or closing_slash(change)


def check_metastore(call: Call) -> None:
    """Refuse a metastore other than the workspace's."""
    wanted = call.values.get("metastore_id")
    if not wanted:
        return
    assigned = call.client.get(f"{UC}/current-metastore-assignment").get("metastore_id")
    if assigned != wanted:
        raise ProviderError(
            f"metastore_id must be empty or that of the workspace: {assigned}",
            path=("metastore_id",),
        )


def patch(call: Call, path: str, names: Sequence[str], extra: Json | None = None) -> None:
    """PATCH the owner, then the rest; take the owner back if the rest is refused."""

    def change() -> None:
        body = {**to_api(call.block, call.values, only=names), **(extra or {})}
        if call.changed("comment"):
            body.setdefault("comment", "")
        answer = call.client.patch(path, body)
        call.id = answer.get("full_name") or answer.get("name") or call.id

    change_owner_first(call, path, change)


def change_owner_first(call: Call, path: str, change: Callable[[], None]) -> None:
    """Change the owner, then the rest; take the owner back if the rest is refused."""
    owner = call.changed("owner")
    if owner:
        call.client.patch(path, {"owner": call.values.get("owner")})
    if not call.changed_besides("owner", "timeouts"):
        return
    try:
        change()
    except ProviderError:
        if owner:
            call.client.patch(path, {"owner": call.prior.get("owner")})
        raise


def force(call: Call) -> Json:
    """Return the query that deletes what is not empty, if asked so."""
    return {"force": "true"} if call.values.get("force_destroy") else {}
