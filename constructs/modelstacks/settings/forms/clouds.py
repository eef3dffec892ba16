"""How `azure` and `gcp` are written."""

from modelstacks.settings.forms.storage import AZURE_ACCOUNT, AZURE_CONTAINER, GOOGLE_BUCKET
from modelstacks.settings.shapes import Key, Section, Text

_RESOURCE = r"/subscriptions/[^/\s]+/resourceGroups/[^/\s]+/providers/"
CONNECTOR = Text(
    "a resource id: /subscriptions/<id>/resourceGroups/<name>"
    "/providers/Microsoft.Databricks/accessConnectors/<name>",
    rf"(?i){_RESOURCE}Microsoft\.Databricks/accessConnectors/[^/\s]+",
)
IDENTITY = Text(
    "a resource id: /subscriptions/<id>/resourceGroups/<name>"
    "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/<name>",
    rf"(?i){_RESOURCE}Microsoft\.ManagedIdentity/userAssignedIdentities/[^/\s]+",
)

AZURE = Section(
    {
        "access_connector_id": Key(
            "Databricks access connector that may read and write the container.",
            CONNECTOR,
            required=True,
        ),
        "storage_account": Key("Storage account.", AZURE_ACCOUNT, required=True),
        "container": Key(
            "Container for the families' volumes. It exists already.",
            AZURE_CONTAINER,
            required=True,
        ),
        "managed_identity_id": Key(
            "User-assigned identity of the connector. Default: its own.", IDENTITY
        ),
    }
)

GCP = Section(
    {
        "bucket": Key(
            "Bucket for the families' volumes. It exists already.", GOOGLE_BUCKET, required=True
        ),
    }
)
