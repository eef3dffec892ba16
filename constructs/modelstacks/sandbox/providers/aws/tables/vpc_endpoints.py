"""VPC endpoints."""

from collections.abc import Iterable, Iterator
from typing import Any

from modelstacks.sandbox.providers.aws import documents, tags
from modelstacks.sandbox.providers.aws.entry import entry, region_of
from modelstacks.sandbox.providers.aws.errors import MissingError
from modelstacks.sandbox.providers.aws.tables.ec2 import ec2, tagged, update_tags
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic, Path
from modelstacks.sandbox.providers.plugin.table import Call, GoneError
from modelstacks.sandbox.providers.plugin.values import Object

Json = dict[str, Any]

_GATEWAY, _INTERFACE = "Gateway", "Interface"
_SETS = {
    "route_table_ids": "RouteTableIds",
    "subnet_ids": "SubnetIds",
    "security_group_ids": "SecurityGroupIds",
}
_GATEWAY_SERVICES = ("s3", "dynamodb")
_DEAD = frozenset({"deleted", "deleting", "failed", "rejected", "expired"})


def check(config: Object) -> Iterator[Diagnostic]:
    """Yield what does not go with the type of endpoint. moto takes any service name."""
    kind, name = config.get("vpc_endpoint_type") or _GATEWAY, config.get("service_name")
    if not isinstance(kind, str):
        return
    if kind == _GATEWAY:
        for member in ("subnet_ids", "security_group_ids", "private_dns_enabled"):
            if config.get(member):
                yield Diagnostic(
                    summary=f"a Gateway endpoint has no {member}",
                    detail='Set vpc_endpoint_type = "Interface".',
                    path=(member,),
                )
        if isinstance(name, str) and not name.endswith(tuple(f".{s}" for s in _GATEWAY_SERVICES)):
            yield Diagnostic(
                summary=f"{name} has no Gateway endpoint",
                detail=f"Only {' and '.join(_GATEWAY_SERVICES)} have one.",
                path=("service_name",),
            )
    elif config.get("route_table_ids"):
        yield Diagnostic(
            summary=f"an endpoint of type {kind} has no route tables", path=("route_table_ids",)
        )


def replaces(call: Call) -> Iterable[Path]:
    """Private DNS can be switched for interfaces only."""
    if call.values.get("vpc_endpoint_type") != _INTERFACE and call.changed("private_dns_enabled"):
        yield ("private_dns_enabled",)


def create(call: Call) -> None:
    """Make it."""
    values = call.values
    arguments: Json = {
        "VpcId": values["vpc_id"],
        "VpcEndpointType": values.get("vpc_endpoint_type") or _GATEWAY,
        "PrivateDnsEnabled": bool(values.get("private_dns_enabled")),
    }
    if values.get("service_name"):
        arguments["ServiceName"] = values["service_name"]
    if values.get("policy"):
        documents.checked("policy", values["policy"])
        arguments["PolicyDocument"] = values["policy"]
    for name, key in _SETS.items():
        if values.get(name):
            arguments[key] = sorted(values[name])
    answer = ec2(call).create_vpc_endpoint(**arguments, **tagged(call, "vpc-endpoint"))
    call.id = answer["VpcEndpoint"]["VpcEndpointId"]


def _endpoint(call: Call) -> Json:
    found = ec2(call).describe_vpc_endpoints(VpcEndpointIds=[call.id])["VpcEndpoints"]
    if not found or str(found[0].get("State", "")).lower() in _DEAD:
        raise GoneError(f"there is no endpoint {call.id}")
    result: Json = found[0]
    return result


def read(call: Call) -> Object:
    """Read it. What moto never says is kept as configured."""
    found = _endpoint(call)
    values = call.values
    kind = found.get("VpcEndpointType") or _GATEWAY
    owner = found.get("OwnerId") or call.client.account
    groups = [item["GroupId"] for item in found.get("Groups") or []]
    own = f"vpc-endpoint/{call.id}"
    service_name = found.get("ServiceName")
    dns = values.get("private_dns_enabled")
    return {
        "arn": f"arn:{call.client.partition}:ec2:{region_of(call)}:{owner}:{own}",
        "cidr_blocks": [],
        "dns_entry": [
            {"dns_name": item.get("DnsName"), "hosted_zone_id": item.get("HostedZoneId")}
            for item in found.get("DnsEntries") or []
        ],
        "ip_address_type": values.get("ip_address_type") or "ipv4",
        "network_interface_ids": sorted(found.get("NetworkInterfaceIds") or []),
        "owner_id": owner,
        "policy": documents.kept(values.get("policy"), found.get("PolicyDocument")),
        "prefix_list_id": _prefix_list(call, service_name) if kind == _GATEWAY else None,
        # moto says true where nothing was sent, and ignores a change.
        "private_dns_enabled": bool(dns),
        "requester_managed": False,
        "route_table_ids": sorted(found.get("RouteTableIds") or []),
        "security_group_ids": sorted(groups or values.get("security_group_ids") or []),
        "service_name": service_name,
        "service_region": values.get("service_region") or region_of(call),
        "state": found.get("State"),
        "subnet_ids": sorted(found.get("SubnetIds") or []),
        "vpc_endpoint_type": kind,
        "vpc_id": found.get("VpcId"),
        **tags.read(call, tags.from_pairs(found.get("Tags"))),
    }


def _prefix_list(call: Call, service_name: Any) -> str | None:
    filters = [{"Name": "prefix-list-name", "Values": [service_name]}]
    found = ec2(call).describe_prefix_lists(Filters=filters).get("PrefixLists") or []
    return next((i["PrefixListId"] for i in found if i["PrefixListName"] == service_name), None)


def update(call: Call) -> None:
    """Change what it serves, and its policy."""
    arguments: Json = {}
    for name, key in _SETS.items():
        before, after = set(call.prior.get(name) or []), set(call.values.get(name) or [])
        if after - before:
            arguments[f"Add{key}"] = sorted(after - before)
        if before - after:
            arguments[f"Remove{key}"] = sorted(before - after)
    if call.changed("policy") and call.values.get("policy"):
        documents.checked("policy", call.values["policy"])
        arguments["PolicyDocument"] = call.values["policy"]
    if call.changed("private_dns_enabled"):
        arguments["PrivateDnsEnabled"] = bool(call.values.get("private_dns_enabled"))
    if arguments:
        ec2(call).modify_vpc_endpoint(VpcEndpointId=call.id, **arguments)
    update_tags(call)


def delete(call: Call) -> None:
    """Remove it. Its route tables first: moto stumbles over those that were added later."""
    tables = _endpoint(call).get("RouteTableIds") or []
    if tables:
        ec2(call).modify_vpc_endpoint(VpcEndpointId=call.id, RemoveRouteTableIds=tables)
    ec2(call).delete_vpc_endpoints(VpcEndpointIds=[call.id])
    for table in tables:
        _remove_routes(call, table)


def _remove_routes(call: Call, table: str) -> None:
    try:
        found = ec2(call).describe_route_tables(RouteTableIds=[table])["RouteTables"]
        routes = [item for item in found[0]["Routes"] if item.get("GatewayId") == call.id]
        for route in routes:
            destination = {
                key: value for key, value in route.items() if key.startswith("Destination")
            }
            ec2(call).delete_route(RouteTableId=table, **destination)
    except MissingError:
        return


TABLES = (
    entry(
        "aws_vpc_endpoint",
        create=create,
        read=read,
        update=update,
        delete=delete,
        checks=check,
        replaces=replaces,
    ),
)
