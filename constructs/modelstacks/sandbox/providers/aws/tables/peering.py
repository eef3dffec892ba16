"""What the connection, its accepter and its options share.

moto takes overlapping networks and a second connection of one pair, and lets either side set the
other's options. AWS does not, and what it refuses is refused here.
"""

import ipaddress
from typing import Any

from modelstacks.sandbox.providers.aws.entry import region_of
from modelstacks.sandbox.providers.aws.errors import AwsError, MissingError
from modelstacks.sandbox.providers.aws.tables.ec2 import ec2
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, GoneError
from modelstacks.sandbox.providers.plugin.values import Object

Json = dict[str, Any]

SIDES = {"accepter": "AccepterVpcInfo", "requester": "RequesterVpcInfo"}
_DEAD = frozenset({"deleted", "deleting", "rejected", "failed", "expired"})
_ALIVE = ["initiating-request", "pending-acceptance", "provisioning", "active"]
_OPTIONS = {
    "accepter": "AccepterPeeringConnectionOptions",
    "requester": "RequesterPeeringConnectionOptions",
}


def connection(call: Call, id_: str) -> Json:
    """Return what EC2 says of a connection; a dead one is gone."""
    found = ec2(call).describe_vpc_peering_connections(VpcPeeringConnectionIds=[id_])
    for item in found.get("VpcPeeringConnections") or []:
        if item["Status"]["Code"] not in _DEAD:
            result: Json = item
            return result
        raise GoneError(f"peering connection {id_} is {item['Status']['Code']}")
    raise GoneError(
        f"there is no peering connection {id_} in {region_of(call)}",
        detail="The accepter's provider needs the account and region of the accepter.",
    )


def blocks(found: Json) -> Object:
    """Return the options of both sides."""
    return {name: _block(found.get(key) or {}) for name, key in SIDES.items()}


def _block(side: Json) -> list[Object]:
    options = side.get("PeeringOptions") or {}
    allowed = bool(options.get("AllowDnsResolutionFromRemoteVpc"))
    return [{"allow_remote_vpc_dns_resolution": allowed}]


def set_options(call: Call, id_: str, *sides: str) -> None:
    """Set the options of the given sides."""
    wanted = {}
    for side in sides:
        for item in call.values.get(side) or []:
            allowed = bool((item or {}).get("allow_remote_vpc_dns_resolution"))
            wanted[_OPTIONS[side]] = {"AllowDnsResolutionFromRemoteVpc": allowed}
    if wanted:
        _check_sides(call, connection(call, id_), wanted)
        ec2(call).modify_vpc_peering_connection_options(VpcPeeringConnectionId=id_, **wanted)


def _check_sides(call: Call, found: Json, wanted: Json) -> None:
    """Refuse options of a connection that is not active, and of the other side."""
    status = found["Status"]["Code"]
    if status != "active":
        raise AwsError(
            code="OperationNotPermitted",
            message=f"peering connection {found['VpcPeeringConnectionId']} is {status}",
            call="Options need an active connection: let them depend on the accepter. "
            "ec2 modify_vpc_peering_connection_options",
        )
    for side, key in SIDES.items():
        info = found.get(key) or {}
        owner, region = info.get("OwnerId"), info.get("Region") or region_of(call)
        own = owner == call.client.account and region == region_of(call)
        if _OPTIONS[side] in wanted and not own:
            raise AwsError(
                code="OperationNotPermitted",
                message=f"the {side} is account {owner} in {region}",
                call=f"Only its own provider configuration may set {side} options: use a provider "
                "alias. ec2 modify_vpc_peering_connection_options",
            )


def accept(call: Call, id_: str) -> None:
    """Accept the request, once its networks are known not to overlap."""
    found = connection(call, id_)
    check_networks(id_, *(networks_of(call, found.get(key) or {}) for key in SIDES.values()))
    ec2(call).accept_vpc_peering_connection(VpcPeeringConnectionId=id_)


def networks_of(call: Call, side: Json) -> tuple[str, list[str]]:
    """Return a VPC's id and its CIDR blocks, secondary ones too where they can be seen."""
    id_, region = str(side.get("VpcId")), side.get("Region")
    known = [side["CidrBlock"]] if side.get("CidrBlock") else []
    known += [item["CidrBlock"] for item in side.get("CidrBlockSet") or []]
    if side.get("OwnerId", call.client.account) == call.client.account:
        known += vpc_networks(call, id_, region)
    return id_, sorted(set(known))


def vpc_networks(call: Call, id_: str, region: str | None) -> list[str]:
    """Return the CIDR blocks of a VPC of this account; none where there is no such VPC."""
    service = call.client.service("ec2", region or region_of(call))
    try:
        [vpc] = service.describe_vpcs(VpcIds=[id_])["Vpcs"]
    except MissingError:
        return []
    associations = vpc.get("CidrBlockAssociationSet") or []
    return sorted({vpc["CidrBlock"], *(item["CidrBlock"] for item in associations)})


def check_networks(what: str, *sides: tuple[str, list[str]]) -> None:
    """Refuse two VPCs whose networks overlap."""
    (left, of_left), (right, of_right) = sides
    for one in of_left:
        for other in of_right:
            if ipaddress.ip_network(one).overlaps(ipaddress.ip_network(other)):
                raise ProviderError(
                    f"{what}: {one} of {left} overlaps {other} of {right}",
                    detail="AWS lets such a peering fail. One of the VPCs needs another range.",
                    path=("peer_vpc_id",),
                )


def check_pair(call: Call) -> None:
    """Refuse a second connection of the same two VPCs, in either direction."""
    pair = {call.values["vpc_id"], call.values["peer_vpc_id"]}
    filters = [{"Name": "status-code", "Values": _ALIVE}]
    found = ec2(call).describe_vpc_peering_connections(Filters=filters)
    for item in found.get("VpcPeeringConnections") or []:
        # moto takes the filter, and answers with the dead ones too.
        is_dead = item["Status"]["Code"] in _DEAD
        if not is_dead and {(item.get(key) or {}).get("VpcId") for key in SIDES.values()} == pair:
            id_ = item["VpcPeeringConnectionId"]
            raise AwsError(
                code="VpcPeeringConnectionAlreadyExists",
                message=f"{id_} connects {' and '.join(sorted(pair))} already",
                call="Import it, or remove it first. ec2 create_vpc_peering_connection",
            )
