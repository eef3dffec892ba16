"""How Unity Catalog reaches a family's bucket: credential, role, location, in that order."""

from collections.abc import Mapping

from constructs import Construct

from modelstacks.access.aws_role import AwsRole
from modelstacks.access.permission import grant
from modelstacks.access.policy_document import Statement
from modelstacks.access.roles import EXTERNAL_LOCATION, STORAGE_CREDENTIAL
from modelstacks.bindings.databricks import (
    DataDatabricksAwsUnityCatalogAssumeRolePolicy,
    ExternalLocation,
    ExternalLocationEncryptionDetails,
    ExternalLocationEncryptionDetailsSseEncryptionDetails,
    StorageCredential,
    StorageCredentialAwsIamRole,
)
from modelstacks.encryption.kms_key import KmsKey
from modelstacks.settings.access import Access
from modelstacks.storage.model_bucket import ModelBucket
from modelstacks.surroundings.plans import ExternalStoragePlan


class ExternalStorage(Construct):
    """A storage credential, its role, and the external location that volumes lie in.

    The credential comes first, with the role's ARN as it will be: only it knows the external id
    that the role's trust policy has to name.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        plan: ExternalStoragePlan,
        bucket: ModelBucket,
        key: KmsKey | None,
        tags: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        self.plan = plan
        self.credential = StorageCredential(
            self,
            "credential",
            name=plan.credential_name,
            aws_iam_role=StorageCredentialAwsIamRole(role_arn=plan.role.arn),
            comment=f"Unity Catalog's way to {bucket.plan.name}.",
            # The role does not exist yet.
            skip_validation=True,
            # Else the location that uses it would forbid every change.
            force_update=True,
        )
        trust = DataDatabricksAwsUnityCatalogAssumeRolePolicy(
            self,
            "trust",
            aws_account_id=plan.role.account_id,
            role_name=plan.role.name,
            external_id=self.credential.aws_iam_role.external_id,
        )
        self.role = AwsRole(
            self,
            "role",
            plan=plan.role,
            trust_policy=trust.json,
            description=f"Unity Catalog in {bucket.plan.name}.",
            tags=tags,
        )
        bucket.grant_read_write(self.role, folders=plan.role.prefixes)
        if key:
            key.grant_encrypt_decrypt(self.role)
        # Unity Catalog takes the role through the role itself.
        self.role.allow(
            Statement(sid="Self", actions=("sts:AssumeRole",), resources=(plan.role.arn,))
        )
        self.location = ExternalLocation(
            self,
            "location",
            name=plan.location_name,
            url=plan.url,
            credential_name=self.credential.id,
            comment=f"Volumes of the models in {bucket.plan.name}.",
            encryption_details=_encryption(key) if key else None,
            # IAM takes seconds to tell everybody, which the first validation would not survive.
            skip_validation=True,
            force_update=True,
            depends_on=[*self.role.policies, bucket.resource],
        )

    def grant(self, access: Access) -> None:
        """Let operators manage credential and location; nobody else needs either."""
        grant(
            Construct(self, "on-credential"),
            securable="storage_credential",
            full_name=self.credential.id,
            access=access,
            privileges=STORAGE_CREDENTIAL,
        )
        grant(
            Construct(self, "on-location"),
            securable="external_location",
            full_name=self.location.id,
            access=access,
            privileges=EXTERNAL_LOCATION,
        )


def _encryption(key: KmsKey) -> ExternalLocationEncryptionDetails:
    return ExternalLocationEncryptionDetails(
        sse_encryption_details=ExternalLocationEncryptionDetailsSseEncryptionDetails(
            algorithm="AWS_SSE_KMS", aws_kms_key_arn=key.arn
        )
    )
