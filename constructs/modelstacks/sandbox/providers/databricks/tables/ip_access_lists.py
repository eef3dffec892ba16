"""IP access lists.

The official provider never says `enabled` when it creates a list, nor ever that one is disabled:
`enabled = false` has no effect at all. So it is here.
"""

from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, ip_network

from modelstacks.sandbox.providers.databricks.bodies import stored, to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

_LISTS = "/api/2.0/ip-access-lists"
_FIELDS = ("label", "list_type", "ip_addresses")
_TYPES = ("ALLOW", "BLOCK")


def check(config: Object) -> Iterator[Diagnostic]:
    """Refuse another type, and what is neither an address nor a range."""
    list_type = config.get("list_type")
    if isinstance(list_type, str) and list_type not in _TYPES:
        yield Diagnostic(
            summary=f"expected list_type to be one of {', '.join(_TYPES)}, got {list_type}",
            path=("list_type",),
        )
    addresses = config.get("ip_addresses")
    for index, address in enumerate(addresses if isinstance(addresses, list) else []):
        if isinstance(address, str) and not _is_address(address):
            yield Diagnostic(
                summary=f"expected an IPv4 address or a range in CIDR form, got {address}",
                path=("ip_addresses", index),
            )


def _is_address(text: str) -> bool:
    try:
        if "/" in text:
            ip_network(text, strict=False)
        else:
            IPv4Address(text)
    except (AddressValueError, ValueError):
        return False
    return True


def create(call: Call) -> None:
    """Create."""
    body = to_api(call.block, call.values, only=_FIELDS)
    call.id = call.client.post(_LISTS, body)["ip_access_list"]["list_id"]


def read(call: Call) -> Object | None:
    """Read."""
    return stored(call, call.client.get(f"{_LISTS}/{call.id}")["ip_access_list"])


def update(call: Call) -> None:
    """Change in place."""
    body = to_api(call.block, call.values, only=(*_FIELDS, "enabled"))
    call.client.patch(f"{_LISTS}/{call.id}", body)


def delete(call: Call) -> None:
    """Delete."""
    call.client.delete(f"{_LISTS}/{call.id}")


TABLES = (
    ResourceTable(
        type_name="databricks_ip_access_list",
        create=create,
        read=read,
        update=update,
        delete=delete,
        checks=check,
        behaviour=behaviour("databricks_ip_access_list"),
    ),
)
