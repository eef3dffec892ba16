"""The workspace configuration: keys and their values, as text.

Nothing can be unset. A key that is no longer wanted is set to `false` or to nothing; some refuse
that, and keep their value.
"""

from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.rest import ApiError
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

_CONF = "/api/2.0/workspace-conf"
_ID = "_"
_BOOLEANS = frozenset({"1", "0", "t", "f", "true", "false"})
_REFUSED = "Some values are not allowed"


def _config(values: Object) -> dict[str, str]:
    return {
        key: "" if value is None else str(value)
        for key, value in (values.get("custom_config") or {}).items()
    }


def _off(value: str) -> str:
    return "false" if value.lower() in _BOOLEANS else ""


def set_(call: Call) -> None:
    """Set what is configured, and turn off what no longer is."""
    wanted, before = _config(call.values), _config(call.prior)
    removed = {key: _off(value) for key, value in before.items() if key not in wanted}
    call.client.patch(_CONF, {**wanted, **removed})
    call.id = _ID


def read(call: Call) -> Object | None:
    """Read the configured keys."""
    config = _config(call.values)
    if not config:
        return {}
    answer = call.client.get(_CONF, keys=",".join(sorted(config)))
    found = {key: "" if value is None else str(value) for key, value in answer.items()}
    return {"custom_config": {**config, **found}}


def delete(call: Call) -> None:
    """Turn every key off, one at a time; one that refuses keeps its value."""
    for key, value in sorted(_config(call.values).items()):
        try:
            call.client.patch(_CONF, {key: _off(value)})
        except ApiError as error:
            if not error.message.startswith(_REFUSED):
                raise


TABLES = (
    ResourceTable(
        type_name="databricks_workspace_conf",
        create=set_,
        read=read,
        update=set_,
        delete=delete,
        behaviour=behaviour("databricks_workspace_conf"),
    ),
)
