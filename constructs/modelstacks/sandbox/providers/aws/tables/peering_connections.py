"""VPC peering connections, from the side that asks."""

from modelstacks.sandbox.providers.aws import tags
from modelstacks.sandbox.providers.aws.entry import entry
from modelstacks.sandbox.providers.aws.tables import peering
from modelstacks.sandbox.providers.aws.tables.ec2 import ec2, tagged, update_tags
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Object

_PENDING = "pending-acceptance"


def customize(call: Call) -> None:
    """Refuse what cannot become active, as far as this account sees it."""
    values = call.values
    vpc, peer = values.get("vpc_id"), values.get("peer_vpc_id")
    owner, region = call.config.get("peer_owner_id"), call.config.get("peer_region")
    if values.get("auto_accept"):
        _check_auto_accept(call, owner, region)
        if call.prior.get("accept_status") == _PENDING:
            values["accept_status"] = UNKNOWN
    if not isinstance(vpc, str) or not isinstance(peer, str) or UNKNOWN in (owner, region):
        return
    if vpc == peer:
        raise ProviderError(f"a VPC cannot peer with itself: {vpc}", path=("peer_vpc_id",))
    if owner in (None, call.client.account) and (not call.prior or call.changed("peer_vpc_id")):
        ours = peering.vpc_networks(call, vpc, None)
        theirs = peering.vpc_networks(call, peer, region)
        peering.check_networks("the VPCs cannot be peered", (vpc, ours), (peer, theirs))


def _check_auto_accept(call: Call, owner: object, region: object) -> None:
    other_account = isinstance(owner, str) and owner != call.client.account
    if other_account or region:
        raise ProviderError(
            "auto_accept only works within one account, without peer_region",
            detail="Use aws_vpc_peering_connection_accepter with a provider alias.",
            path=("auto_accept",),
        )


def create(call: Call) -> None:
    """Ask for it; accept it where both sides are ours, and set the options then."""
    peering.check_pair(call)
    arguments = {"VpcId": call.values["vpc_id"], "PeerVpcId": call.values["peer_vpc_id"]}
    if call.values.get("peer_owner_id"):
        arguments["PeerOwnerId"] = call.values["peer_owner_id"]
    if call.values.get("peer_region"):
        arguments["PeerRegion"] = call.values["peer_region"]
    answer = ec2(call).create_vpc_peering_connection(
        **arguments, **tagged(call, "vpc-peering-connection")
    )
    call.id = answer["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    if call.values.get("auto_accept"):
        peering.accept(call, call.id)
    peering.set_options(call, call.id, *peering.SIDES)


def read(call: Call) -> Object:
    """Read it."""
    found = peering.connection(call, str(call.id))
    asked, other = found["RequesterVpcInfo"], found["AccepterVpcInfo"]
    return {
        "accept_status": found["Status"]["Code"],
        "vpc_id": asked["VpcId"],
        "peer_vpc_id": other["VpcId"],
        "peer_owner_id": other["OwnerId"],
        "peer_region": other.get("Region"),
        **peering.blocks(found),
        **tags.read(call, tags.from_pairs(found.get("Tags"))),
    }


def update(call: Call) -> None:
    """Accept it, set its options, tag it."""
    id_ = str(call.id)
    status = peering.connection(call, id_)["Status"]["Code"]
    if call.values.get("auto_accept") and status == _PENDING:
        peering.accept(call, id_)
    changed = [side for side in peering.SIDES if call.changed(side)]
    peering.set_options(call, id_, *changed)
    update_tags(call)


def delete(call: Call) -> None:
    """Remove it."""
    peering.connection(call, str(call.id))
    ec2(call).delete_vpc_peering_connection(VpcPeeringConnectionId=call.id)


TABLES = (
    entry(
        "aws_vpc_peering_connection",
        create=create,
        read=read,
        update=update,
        delete=delete,
        customize=customize,
    ),
)
