"""Routes. moto takes CIDR blocks with host bits, and then answers 500 for the whole table."""

import zlib
from collections.abc import Iterator
from typing import Any

from modelstacks.sandbox.providers.aws.checks import cidr
from modelstacks.sandbox.providers.aws.entry import entry
from modelstacks.sandbox.providers.aws.tables.ec2 import ec2
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic, ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, GoneError
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Object

Json = dict[str, Any]

_DESTINATIONS = {
    "destination_cidr_block": "DestinationCidrBlock",
    "destination_ipv6_cidr_block": "DestinationIpv6CidrBlock",
    "destination_prefix_list_id": "DestinationPrefixListId",
}
_TARGETS = {
    "carrier_gateway_id": "CarrierGatewayId",
    "core_network_arn": "CoreNetworkArn",
    "egress_only_gateway_id": "EgressOnlyInternetGatewayId",
    "gateway_id": "GatewayId",
    "local_gateway_id": "LocalGatewayId",
    "nat_gateway_id": "NatGatewayId",
    "network_interface_id": "NetworkInterfaceId",
    "transit_gateway_id": "TransitGatewayId",
    "vpc_endpoint_id": "VpcEndpointId",
    "vpc_peering_connection_id": "VpcPeeringConnectionId",
}
_PEERING = "vpc_peering_connection_id"


def check(config: Object) -> Iterator[Diagnostic]:
    """Yield what is wrong with the destination."""
    yield from cidr(config.get("destination_cidr_block"), "destination_cidr_block")
    name = "destination_ipv6_cidr_block"
    yield from cidr(config.get(name), name, version=6)


def _destination(values: Object) -> tuple[str, str]:
    for name, key in _DESTINATIONS.items():
        if values.get(name):
            return key, str(values[name])
    raise ProviderError("the route has no destination")


def _arguments(call: Call) -> Json:
    key, destination = _destination(call.values)
    arguments = {"RouteTableId": call.values["route_table_id"], key: destination}
    # A target that was set by the platform before is none of the configuration's.
    for name, target in _TARGETS.items():
        if call.config.get(name):
            arguments[target] = call.values[name]
    return arguments


def create(call: Call) -> None:
    """Make it."""
    _check_again(call)
    ec2(call).create_route(**_arguments(call))
    table, (_, destination) = call.values["route_table_id"], _destination(call.values)
    call.id = _id(table, destination)


def _check_again(call: Call) -> None:
    """Look at a destination that was unknown before: it would spoil the table."""
    for found in check(call.values):
        raise ProviderError(found.summary, detail=found.detail, path=found.path)


def _id(table: str, destination: str) -> str:
    return f"r-{table}{zlib.crc32(destination.encode())}"


def _named(call: Call) -> tuple[str, str, str]:
    """Return table, key and destination; an import names both as TABLE_DESTINATION."""
    if call.values.get("route_table_id"):
        return (str(call.values["route_table_id"]), *_destination(call.values))
    table, found, destination = str(call.id).partition("_")
    if not found:
        raise ProviderError(
            f"the id {call.id!r} is not of the form ROUTE_TABLE_ID_DESTINATION",
        )
    if destination.startswith("pl-"):
        return table, "DestinationPrefixListId", destination
    key = "DestinationIpv6CidrBlock" if ":" in destination else "DestinationCidrBlock"
    return table, key, destination


def read(call: Call) -> Object:
    """Read it."""
    table, key, destination = _named(call)
    [found] = ec2(call).describe_route_tables(RouteTableIds=[table])["RouteTables"]
    route = next((item for item in found["Routes"] if item.get(key) == destination), None)
    if route is None:
        raise GoneError(f"{table} has no route to {destination}")
    answer: Object = {
        "id": _id(table, destination),
        "route_table_id": table,
        **{name: route.get(key) for name, key in (*_DESTINATIONS.items(), *_TARGETS.items())},
        "instance_id": route.get("InstanceId"),
        "instance_owner_id": route.get("InstanceOwnerId"),
        "origin": route.get("Origin"),
        "state": _state(call, route),
    }
    if str(answer["gateway_id"] or "").startswith("vpce-"):
        answer["vpc_endpoint_id"], answer["gateway_id"] = answer["gateway_id"], None
    return answer


def _state(call: Call, route: Json) -> Any:
    """Return the state; moto leaves it active when the peering behind it is gone."""
    id_ = route.get("VpcPeeringConnectionId")
    if not id_:
        return route.get("State")
    found = ec2(call).describe_vpc_peering_connections(VpcPeeringConnectionIds=[id_])
    statuses = {item["Status"]["Code"] for item in found.get("VpcPeeringConnections") or []}
    return route.get("State") if statuses & {"active", "pending-acceptance"} else "blackhole"


def customize(call: Call) -> None:
    """Plan the state anew where the target changes."""
    if call.prior and call.changed(*_TARGETS):
        call.values["state"] = UNKNOWN


def update(call: Call) -> None:
    """Give it another target."""
    ec2(call).replace_route(**_arguments(call))


def delete(call: Call) -> None:
    """Remove it."""
    table, key, destination = _named(call)
    ec2(call).delete_route(RouteTableId=table, **{key: destination})


TABLES = (
    entry(
        "aws_route",
        create=create,
        read=read,
        update=update,
        delete=delete,
        customize=customize,
        checks=check,
    ),
)
