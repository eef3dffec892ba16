"""How `sandbox` is written."""

from modelstacks.settings.forms.addresses import CIDR
from modelstacks.settings.forms.words import ACCOUNT_ID, NAME, REGION
from modelstacks.settings.shapes import Choice, Key, ListOf, MappingOf, Section, Text, Whole

_CIDRS = ListOf(CIDR, once=True)
_NAMES = ListOf(Text())

SEEDED_VPC = Section(
    {
        "cidr": Key("Range.", CIDR, required=True),
        "secondary_cidrs": Key("More ranges. Default: none.", _CIDRS),
        "subnets": Key("Ranges of its subnets. Default: one over the first /24.", _CIDRS),
        "security_groups": Key(
            "Names of its security groups. Default: none.", ListOf(Text(), once=True)
        ),
        "account": Key("AWS account. Default: the sandbox's.", ACCOUNT_ID),
        "region": Key("Default: the environment's.", REGION),
    }
)

SANDBOX = Section(
    {
        "model_versions": Key(
            "`auto` registers version 1 of a new model. Default: auto.", Choice("auto", "manual")
        ),
        "catalogs": Key("Unity Catalog catalogs that exist from the start.", _NAMES),
        "groups": Key("Workspace groups that exist from the start.", _NAMES),
        "warehouses": Key("SQL warehouses that exist from the start.", _NAMES),
        "port": Key("Loopback port. Default: a free one.", Whole(1024, 65_535)),
        "vpcs": Key(
            "VPCs by name that exist from the start. Default: none.", MappingOf(SEEDED_VPC, NAME)
        ),
        "aws_port": Key("Loopback port of the AWS half. Default: a free one.", Whole(1024, 65_535)),
        "polls": Key("Polls until a cluster or endpoint is ready. Default: 1.", Whole(0, 100)),
    }
)
