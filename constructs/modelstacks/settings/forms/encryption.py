"""How `encryption` is written, in an environment and in a family."""

from modelstacks.settings.forms.arn import KEY_ARN
from modelstacks.settings.forms.words import UUID
from modelstacks.settings.shapes import Choice, Flag, Key, Section, Whole

WORKSPACE_KEYS = Section(
    {
        "databricks_account_id": Key("Databricks account of the workspace.", UUID, required=True),
        "managed_services_key_arn": Key(
            "Key of notebooks, secrets and queries. Default: one of Databricks.", KEY_ARN
        ),
        "storage_key_arn": Key("Key of the root bucket and EBS. Default: one of AWS.", KEY_ARN),
    }
)

ENCRYPTION = Section(
    {
        "keys": Key(
            "`customer`: a KMS key per family. `aws`: keys of S3. Default: customer.",
            Choice("customer", "aws"),
        ),
        "kms_key_arn": Key("A KMS key that exists, instead of one per family.", KEY_ARN),
        "deletion_window_days": Key(
            "Days between the order to delete a key and its end. Default: 30.", Whole(7, 30)
        ),
        "local_disks": Key("Whether disks in the nodes are encrypted. Default: true.", Flag()),
        "in_transit": Key(
            "Whether only nodes are taken that encrypt what they send each other. Default: false.",
            Flag(),
        ),
        "workspace": Key("Keys of the workspace itself. Default: none of ours.", WORKSPACE_KEYS),
    }
)

FAMILY_ENCRYPTION = Section(
    {
        "kms_key_arn": Key("A KMS key that exists. Default: as the environment says.", KEY_ARN),
        "local_disks": Key("Default: as the environment says.", Flag()),
        "in_transit": Key("Default: as the environment says.", Flag()),
    }
)
