"""How `network` is written, in an environment and in a family."""

import re
from typing import Any

from modelstacks.errors import Problem
from modelstacks.settings.document import Document, Path
from modelstacks.settings.forms.addresses import CIDR
from modelstacks.settings.forms.arn import ROLE_ARN
from modelstacks.settings.forms.words import (
    ACCOUNT_ID,
    NAME,
    REGION,
    ROUTE_TABLE_ID,
    SECURITY_GROUP_ID,
    VPC_ID,
)
from modelstacks.settings.shapes import (
    Choice,
    Flag,
    Key,
    ListOf,
    MappingOf,
    Section,
    Shape,
    Switch,
    TextOrMapping,
)

HIGHEST_PORT = 65_535

_VPC = {
    "id": Key("VPC. It exists already.", VPC_ID, required=True),
    "cidrs": Key(
        "Every IPv4 range, secondary ones too.", ListOf(CIDR, least=1, once=True), required=True
    ),
    "route_tables": Key(
        "Every route table whose subnets talk to the other side.",
        ListOf(ROUTE_TABLE_ID, once=True),
    ),
    "security_groups": Key(
        "Groups that admit the other side to the named ports. Default: none.",
        ListOf(SECURITY_GROUP_ID, once=True),
    ),
}

WORKSPACE_VPC = Section(_VPC)

PEER = Section(
    {
        **_VPC,
        "account": Key("AWS account. Default: the environment's.", ACCOUNT_ID),
        "region": Key("Default: the environment's.", REGION),
        "role_arn": Key(
            "Role that accepts, routes and admits there. Needed in another account.", ROLE_ARN
        ),
    }
)


class PortRange(Shape):
    """A port, or the first and the last of a range: `1024-2048`."""

    allowed = f"1 to {HIGHEST_PORT}, or a range such as 1024-2048"

    def _holds(self, value: Any) -> bool:
        if isinstance(value, str) and not re.fullmatch("[0-9]{1,5}-[0-9]{1,5}", value):
            return False
        if not isinstance(value, int | str) or isinstance(value, bool):
            return False
        first, last = port_range(value)
        return 1 <= first <= last <= HIGHEST_PORT

    def _problem(self, document: Document, path: Path, value: Any, fix: str = "") -> Problem:
        if isinstance(value, str) and value.isdecimal():
            fix = f"without quotes: {value}"
        return super()._problem(document, path, value, fix)

    def _nearest(self, value: Any) -> str:
        ends = re.fullmatch(r"([0-9]{1,5})\s*(?:-|:|\.\.|to)\s*([0-9]{1,5})", str(value))
        near = "-".join(sorted(ends.groups(), key=int)) if ends else ""
        return near if near != value and self._holds(near) else ""


def port_range(value: int | str) -> tuple[int, int]:
    """Return the first and the last port of what is written."""
    first, _, last = str(value).partition("-")
    return int(first), int(last or first)


PORT_RULE = Section(
    {
        "port": Key("Port or range.", PortRange(), required=True),
        "protocol": Key("Default: tcp.", Choice("tcp", "udp")),
    }
)
PORT = TextOrMapping(PortRange(), PORT_RULE)

PEERING = Section(
    {
        "peer": Key("The other VPC.", PEER, required=True),
        "ports": Key(
            "Ports by name that the peer opens to the workspace: `postgres: 5432`, "
            "`nccl: 1024-2048`, `dns: {port: 53, protocol: udp}`. Default: none.",
            MappingOf(PORT, NAME),
        ),
        "dns": Key("Whether each resolves the other's private names. Default: true.", Flag()),
    }
)

FAMILY_NETWORK = Section(
    {
        "peerings": Key(
            "VPCs by name that are joined with the workspace's. Default: none.",
            MappingOf(Switch(PEERING), NAME),
        )
    }
)

NETWORK = Section(
    {
        "workspace_vpc": Key("The VPC of the workspace, for peerings.", WORKSPACE_VPC),
        **FAMILY_NETWORK.keys,
    }
)
