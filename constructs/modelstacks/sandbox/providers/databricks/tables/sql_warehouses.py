"""SQL warehouses: created, then waited for until they run."""

from typing import Any

from modelstacks.sandbox.providers.databricks.bodies import from_api, stored, to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.waiting import wait_for
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError, StoppedError
from modelstacks.sandbox.providers.plugin.table import Call, DataTable, GoneError, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

Json = dict[str, Any]

_WAREHOUSES = "/api/2.0/sql/warehouses"
_SOURCES = "/api/2.0/preview/sql/data_sources"
_SENT = (
    "name", "cluster_size", "auto_stop_mins", "channel", "creator_name", "enable_photon",
    "enable_serverless_compute", "instance_profile_arn", "max_num_clusters", "min_num_clusters",
    "spot_instance_policy", "tags", "warehouse_type",
)  # fmt: skip
_ALWAYS = (("auto_stop_mins",), ("enable_photon",), ("enable_serverless_compute",))
_FAILED = frozenset({"STOPPED", "DELETED"})
_MINUTES = 30.0


def _body(call: Call) -> Json:
    return to_api(call.block, call.values, only=_SENT, always=_ALWAYS)


def _get(call: Call) -> Json:
    found: Json = call.client.get(f"{_WAREHOUSES}/{call.id}")
    return found


def create(call: Call) -> None:
    """Create and wait. One that does not come up is removed again."""
    call.id = str(call.client.post(_WAREHOUSES, _body(call))["id"])
    if call.values.get("no_wait"):
        return

    def ask() -> bool | None:
        warehouse = _get(call)
        state = warehouse.get("state")
        if state in _FAILED:
            reason = (warehouse.get("health") or {}).get("message") or "no reason given"
            raise ProviderError(f"failed to reach RUNNING, got {state}: {reason}")
        return True if state == "RUNNING" else None

    try:
        wait_for(call, "create", _MINUTES, ask)
    except StoppedError:
        raise
    except ProviderError:
        call.client.delete(f"{_WAREHOUSES}/{call.id}")
        call.id = None
        raise


def read(call: Call) -> Object | None:
    """Read; the data source that stands for the warehouse is looked up in a list."""
    warehouse = _get(call)
    for source in call.client.get(_SOURCES)["items"]:
        if source["warehouse_id"] == call.id:
            answer = {**warehouse, "data_source_id": source["id"]}
            return stored(call, answer, skip=("no_wait",))
    raise ProviderError(f"no data source found for endpoint {call.id}")


def update(call: Call) -> None:
    """Change in place; nothing waits for it."""
    call.client.post(f"{_WAREHOUSES}/{call.id}/edit", _body(call))


def delete(call: Call) -> None:
    """Delete."""
    call.client.delete(f"{_WAREHOUSES}/{call.id}")


def find(call: Call) -> Object:
    """Read the warehouse of an id or a name."""
    wanted, name = call.values.get("id"), call.values.get("name")
    if not wanted and not name:
        raise ProviderError("either 'id' or 'name' should be provided")
    sources = call.client.get(_SOURCES)["items"]
    found = [
        one for one in sources if (one["name"] == name if name else one["warehouse_id"] == wanted)
    ]
    told = f"the name '{name}'" if name else f"the ID '{wanted}'"
    if not found:
        raise ProviderError(f"can't find SQL warehouse with {told}")
    if len(found) > 1:
        raise ProviderError(f"there are multiple SQL warehouses with {told}")
    (source,) = found
    try:
        warehouse = call.client.get(f"{_WAREHOUSES}/{source['warehouse_id']}")
    except GoneError as error:
        raise ProviderError(f"can't find SQL warehouse with {told}") from error
    answer = {**warehouse, "data_source_id": source["id"]}
    return {**from_api(call.block, answer), "id": source["warehouse_id"]}


TABLES: tuple[ResourceTable | DataTable, ...] = (
    ResourceTable(
        type_name="databricks_sql_endpoint",
        create=create,
        read=read,
        update=update,
        delete=delete,
        behaviour=behaviour("databricks_sql_endpoint"),
    ),
    DataTable(type_name="databricks_sql_warehouse", read=find),
)
