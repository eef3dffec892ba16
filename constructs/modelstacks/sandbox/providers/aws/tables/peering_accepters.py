"""VPC peering connections, from the side that is asked: another account or region."""

from modelstacks.sandbox.providers.aws import tags
from modelstacks.sandbox.providers.aws.entry import entry
from modelstacks.sandbox.providers.aws.tables import peering
from modelstacks.sandbox.providers.aws.tables.ec2 import ec2, held_tags, update_tags
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Object

_PENDING = "pending-acceptance"


def customize(call: Call) -> None:
    """Plan the status anew where accepting changes it."""
    if call.values.get("auto_accept") and call.prior.get("accept_status") == _PENDING:
        call.values["accept_status"] = UNKNOWN


def create(call: Call) -> None:
    """Accept the request, unless that is left to somebody else."""
    id_ = str(call.values["vpc_peering_connection_id"])
    found = peering.connection(call, id_)
    call.id = id_
    if call.values.get("auto_accept") and found["Status"]["Code"] == _PENDING:
        peering.accept(call, id_)
    peering.set_options(call, id_, *peering.SIDES)
    if wanted := tags.wanted(call):
        ec2(call).create_tags(Resources=[id_], Tags=tags.pairs(wanted))


def read(call: Call) -> Object:
    """Read it. The tags are this account's own: the connection shows the other side's in moto."""
    found = peering.connection(call, str(call.id))
    asked, own = found["RequesterVpcInfo"], found["AccepterVpcInfo"]
    return {
        "accept_status": found["Status"]["Code"],
        "vpc_peering_connection_id": call.id,
        # As seen from here: the peer is the one who asked.
        "vpc_id": own["VpcId"],
        "peer_vpc_id": asked["VpcId"],
        "peer_owner_id": asked["OwnerId"],
        "peer_region": own.get("Region"),
        **peering.blocks(found),
        **tags.read(call, held_tags(call)),
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
    """Forget it: only the connection itself can be removed."""


TABLES = (
    entry(
        "aws_vpc_peering_connection_accepter",
        create=create,
        read=read,
        update=update,
        delete=delete,
        customize=customize,
    ),
)
