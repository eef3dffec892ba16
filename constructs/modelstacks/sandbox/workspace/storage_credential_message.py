"""What a storage credential is made from, and what the platform adds to it."""

import re
from typing import Any, Literal

from modelstacks.sandbox.databricks_aws import partitions
from modelstacks.sandbox.store import Document
from modelstacks.sandbox.workspace.arns import checked_role
from modelstacks.sandbox.workspace.cloud_url import Cloud
from modelstacks.sandbox.workspace.errors import invalid
from modelstacks.sandbox.workspace.ids import new_uuid
from modelstacks.sandbox.workspace.message import Json, Message

KINDS: dict[str, Cloud] = {
    "aws_iam_role": "aws",
    "azure_managed_identity": "azure",
    "azure_service_principal": "azure",
    "databricks_gcp_service_account": "gcp",
    "gcp_service_account_key": "gcp",
}
"""Kinds of credential, and the cloud whose storage each opens."""

_SECRET = frozenset({"client_secret", "private_key"})
_CONNECTOR = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Databricks"
    r"/accessConnectors/[^/]+",
    re.IGNORECASE,
)


class AwsIamRole(Message):
    """A role that Unity Catalog assumes."""

    role_arn: str


class AzureManagedIdentity(Message):
    """The identity of an access connector."""

    access_connector_id: str
    managed_identity_id: str | None = None


class AzureServicePrincipal(Message):
    """A service principal; its secret is never answered."""

    directory_id: str
    application_id: str
    client_secret: str


class GcpServiceAccountKey(Message):
    """A key of a service account; its private part is never answered."""

    email: str
    private_key_id: str
    private_key: str


class CredentialFields(Message):
    """What a credential can be given at any time."""

    aws_iam_role: AwsIamRole | None = None
    azure_managed_identity: AzureManagedIdentity | None = None
    azure_service_principal: AzureServicePrincipal | None = None
    databricks_gcp_service_account: dict[str, Any] | None = None
    gcp_service_account_key: GcpServiceAccountKey | None = None
    comment: str | None = None
    read_only: bool | None = None
    skip_validation: bool = False

    def kinds(self) -> list[str]:
        """Return which kinds of credential were sent."""
        return [kind for kind in KINDS if getattr(self, kind) is not None]


class NewCredential(CredentialFields):
    """What a credential is made from."""

    name: str


class CredentialChanges(CredentialFields):
    """What of a credential changes."""

    owner: str | None = None
    isolation_mode: Literal["ISOLATION_MODE_OPEN", "ISOLATION_MODE_ISOLATED"] | None = None
    force: bool = False


def kind_of(credential: Document) -> str:
    """Return the kind of a credential that exists."""
    return next(kind for kind in KINDS if kind in credential)


def identity(kind: str, sent: Json, known: Json | None) -> Json:
    """Return what is kept of a credential's identity; what the platform chose once stays.

    `sent` is the block of that kind, `known` what was kept of it before.
    """
    kept = {key: value for key, value in sent.items() if key not in _SECRET}
    known = known or {}
    if kind == "aws_iam_role":
        checked_role(sent["role_arn"], field="aws_iam_role.role_arn")
        return {
            **kept,
            "external_id": known.get("external_id") or new_uuid(),
            "unity_catalog_iam_arn": _master_role(sent["role_arn"]),
        }
    if kind == "azure_managed_identity":
        connector = sent["access_connector_id"]
        if not _CONNECTOR.fullmatch(connector):
            raise invalid(
                f"access_connector_id: {connector!r} is not of the form /subscriptions/<id>"
                "/resourceGroups/<name>/providers/Microsoft.Databricks/accessConnectors/<name>"
            )
        return {**kept, "credential_id": known.get("credential_id") or new_uuid()}
    if kind == "databricks_gcp_service_account":
        made = new_uuid()
        email = f"db-uc-storage-{made}@sandbox-uc.iam.gserviceaccount.com"
        return known or {"credential_id": made, "email": email}
    return kept


def _master_role(role_arn: str) -> str:
    """Return Databricks' role in the partition of a customer's role."""
    namespace = role_arn.split(":")[1]
    known = (one for one in partitions().values() if one.namespace == namespace)
    found = next(known, None)
    if found is None:
        raise invalid(f"aws_iam_role.role_arn: Databricks is not in the partition {namespace}")
    return found.unity_catalog_role
