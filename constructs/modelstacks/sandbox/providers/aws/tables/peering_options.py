"""Options of VPC peering connections: DNS across them."""

from modelstacks.sandbox.providers.aws.entry import entry
from modelstacks.sandbox.providers.aws.tables import peering
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import Object


def create(call: Call) -> None:
    """Set the options of the sides that are configured."""
    id_ = str(call.values["vpc_peering_connection_id"])
    peering.connection(call, id_)
    peering.set_options(call, id_, *peering.SIDES)
    call.id = id_


def read(call: Call) -> Object:
    """Read both sides."""
    found = peering.connection(call, str(call.id))
    return {"vpc_peering_connection_id": call.id, **peering.blocks(found)}


def update(call: Call) -> None:
    """Set what changed."""
    changed = [side for side in peering.SIDES if call.changed(side)]
    peering.set_options(call, str(call.id), *changed)


def delete(call: Call) -> None:
    """Forget them: they stay as they are."""


TABLES = (
    entry(
        "aws_vpc_peering_connection_options",
        create=create,
        read=read,
        update=update,
        delete=delete,
    ),
)
