"""Words that settings are made of: names, ids, addresses."""

from modelstacks.settings.shapes import Text

NAME = Text("lower-case letters, digits and dashes", r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
ACCOUNT_ID = Text('the 12 digits of an AWS account, in quotes: "123456789012"', r"[0-9]{12}")
REGION = Text("a region, such as us-east-1", r"[a-z]{2}(-[a-z]+)+-[0-9]")
UUID = Text(
    "a UUID: 8-4-4-4-12 hexadecimal digits", r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
)
EMAIL = Text("an e-mail address", r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
PORT_RANGE = r"[0-9]{1,5}-[0-9]{1,5}"


def aws_id(prefix: str, thing: str) -> Text:
    """Return the form of an id such as `vpc-0a1b2c3d4e5f67890`, old short ones too."""
    allowed = f"the id of {thing}: {prefix}- and 8 or 17 hexadecimal digits"
    return Text(allowed, rf"{prefix}-([0-9a-f]{{8}}|[0-9a-f]{{17}})")


VPC_ID = aws_id("vpc", "a VPC")
ROUTE_TABLE_ID = aws_id("rtb", "a route table")
SECURITY_GROUP_ID = aws_id("sg", "a security group")
