"""Personal access tokens of the caller."""

import time

from modelstacks.sandbox.providers.databricks.bodies import stored, to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

_TOKEN = "/api/2.0/token"  # noqa: S105


def create(call: Call) -> None:
    """Create; the value is answered this once."""
    body = to_api(call.block, call.values, only=("lifetime_seconds", "comment"))
    answer = call.client.post(f"{_TOKEN}/create", body)
    call.values["token_value"] = answer["token_value"]
    call.id = answer["token_info"]["token_id"]


def read(call: Call) -> Object | None:
    """Look it up among all tokens; one that has expired is gone."""
    for token in call.client.get(f"{_TOKEN}/list").get("token_infos") or []:
        if token["token_id"] != call.id:
            continue
        if 0 < token.get("expiry_time", -1) < time.time() * 1000:
            return None
        found = stored(call, token, skip=("lifetime_seconds", "token_value"))
        return {**found, "token_value": call.values.get("token_value")}
    return None


def delete(call: Call) -> None:
    """Revoke."""
    call.client.post(f"{_TOKEN}/delete", {"token_id": call.id})


TABLES = (
    ResourceTable(
        type_name="databricks_token",
        create=create,
        read=read,
        delete=delete,
        behaviour=behaviour("databricks_token"),
    ),
)
