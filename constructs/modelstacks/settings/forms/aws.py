"""How `aws` is written."""

from modelstacks.settings.forms.arn import POLICY_ARN
from modelstacks.settings.forms.words import ACCOUNT_ID
from modelstacks.settings.shapes import Key, Section, Text

AWS = Section(
    {
        "account_id": Key("Account that holds buckets, keys and roles.", ACCOUNT_ID, required=True),
        "profile": Key(
            "Profile in the AWS configuration. Default: the standard credential chain.", Text()
        ),
        "permissions_boundary": Key(
            "Policy that bounds every role made here. Default: none.", POLICY_ARN
        ),
    }
)
