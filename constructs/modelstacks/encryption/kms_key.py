"""The KMS key of a family."""

from collections.abc import Mapping

from constructs import Construct

from modelstacks.access.aws_role import AwsRole
from modelstacks.access.policy_document import Statement, policy_json
from modelstacks.bindings.aws.kms import KmsAlias
from modelstacks.bindings.aws.kms import KmsKey as KmsKeyResource
from modelstacks.surroundings.plans import KeyPlan

ADMINISTRATION = (
    *("kms:CancelKeyDeletion", "kms:CreateAlias", "kms:CreateGrant", "kms:DeleteAlias"),
    *("kms:DescribeKey", "kms:DisableKey", "kms:EnableKey", "kms:EnableKeyRotation"),
    *("kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListAliases", "kms:ListGrants"),
    *("kms:ListKeyPolicies", "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:RevokeGrant"),
    *("kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateAlias"),
    "kms:UpdateKeyDescription",
)
"""What the account may do with a key: everything but use it, and without `*`.

Action names: AWS, "Actions, resources, and condition keys for AWS KMS".
"""

USE = (
    *("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"),
    *("kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"),
)
THIS_KEY = ("*",)
"""In a key's own policy, the key itself."""


class KmsKey(Construct):
    """A key that rotates every year, named by an alias; or one that exists already."""

    def __init__(
        self, scope: Construct, id_: str, *, plan: KeyPlan, tags: Mapping[str, str]
    ) -> None:
        super().__init__(scope, id_)
        self._statements = [
            Statement(
                sid="Administration",
                principals={"AWS": f"arn:aws:iam::{plan.account_id}:root"},
                actions=ADMINISTRATION,
                resources=THIS_KEY,
            )
        ]
        self._resource: KmsKeyResource | None = None
        self.arn = plan.existing_arn or ""
        if not plan.existing_arn:
            self._resource = KmsKeyResource(
                self,
                "Resource",
                description=plan.description,
                deletion_window_in_days=plan.deletion_window_days,
                enable_key_rotation=True,
                policy=policy_json(self._statements),
                tags=dict(tags),
            )
            KmsAlias(self, "alias", name=plan.alias, target_key_id=self._resource.key_id)
            self.arn = self._resource.arn

    def grant_encrypt_decrypt(self, role: AwsRole) -> None:
        """Let a role use the key: said in the role's policy and, if it is ours, in the key's."""
        role.allow(Statement(sid="UseKey", actions=USE, resources=(self.arn,)))
        if self._resource:
            self._statements.append(
                Statement(
                    sid=f"Use{len(self._statements)}",
                    principals={"AWS": role.arn},
                    actions=USE,
                    resources=THIS_KEY,
                )
            )
            self._resource.change(policy=policy_json(self._statements))

    def admit_service(self, service: str, *, account_id: str) -> None:
        """Let a service of AWS send what the key encrypts, for this account only.

        A key that exists already is left as it is: its policy has to admit the service.
        """
        if self._resource:
            self._statements.append(
                Statement(
                    sid=f"Use{len(self._statements)}",
                    principals={"Service": service},
                    actions=("kms:Decrypt", "kms:GenerateDataKey"),
                    resources=THIS_KEY,
                    conditions={"StringEquals": {"aws:SourceAccount": account_id}},
                )
            )
            self._resource.change(policy=policy_json(self._statements))
