"""The S3 bucket of a family: private, encrypted, versioned, TLS only."""

from collections.abc import Mapping, Sequence

from cdktf import TerraformResourceLifecycle
from constructs import Construct

from modelstacks.access.aws_role import AwsRole
from modelstacks.access.bucket_actions import READ, WRITE
from modelstacks.access.policy_document import EVERYBODY, Statement, policy_json
from modelstacks.bindings.aws.s3 import (
    S3Bucket,
    S3BucketLifecycleConfiguration,
    S3BucketLogging,
    S3BucketOwnershipControls,
    S3BucketPolicy,
    S3BucketPublicAccessBlock,
    S3BucketServerSideEncryptionConfiguration,
    S3BucketVersioning,
)
from modelstacks.encryption.kms_key import KmsKey
from modelstacks.surroundings.plans import BucketPlan

LEAST_TLS = "1.2"


class ModelBucket(Construct):
    """One bucket per family; what may reach it is granted role by role, folder by folder."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        plan: BucketPlan,
        key: KmsKey | None,
        tags: Mapping[str, str],
    ) -> None:
        """Draw the bucket; without a `key` S3 encrypts with its own.

        Its settings are made one after the other: S3 refuses two changes of a bucket at a time.
        """
        super().__init__(scope, id_)
        self.plan = plan
        self.resource = S3Bucket(
            self,
            "Resource",
            bucket=plan.name,
            force_destroy=not plan.is_protected,
            tags=dict(tags),
            lifecycle=TerraformResourceLifecycle(prevent_destroy=True)
            if plan.is_protected
            else None,
        )
        bucket = self.resource.id
        ownership = S3BucketOwnershipControls(
            self, "ownership", bucket=bucket, rule={"object_ownership": "BucketOwnerEnforced"}
        )
        private = S3BucketPublicAccessBlock(
            self,
            "public-access",
            bucket=bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            depends_on=[ownership],
        )
        policy = S3BucketPolicy(
            self, "policy", bucket=bucket, policy=policy_json(self._rules()), depends_on=[private]
        )
        encryption = S3BucketServerSideEncryptionConfiguration(
            self,
            "encryption",
            bucket=bucket,
            rule=[
                {
                    "apply_server_side_encryption_by_default": (
                        {"sse_algorithm": "aws:kms", "kms_master_key_id": key.arn}
                        if key
                        else {"sse_algorithm": "AES256"}
                    ),
                    "bucket_key_enabled": key is not None,
                }
            ],
            depends_on=[policy],
        )
        versioning = S3BucketVersioning(
            self,
            "versioning",
            bucket=bucket,
            versioning_configuration={"status": "Enabled"},
            depends_on=[encryption],
        )
        expiry = self._expiry(versioning)
        if plan.access_log:
            S3BucketLogging(
                self,
                "access-log",
                bucket=bucket,
                target_bucket=plan.access_log.bucket,
                target_prefix=plan.access_log.prefix or "",
                depends_on=[expiry],
            )

    def grant_read(self, role: AwsRole, *, folders: Sequence[str]) -> None:
        """Let a role read folders of the bucket, each named with its slash."""
        role.allow(self._listing(folders))
        role.allow(Statement(sid="Read", actions=READ, resources=self._objects(folders)))

    def grant_read_write(self, role: AwsRole, *, folders: Sequence[str]) -> None:
        """Let a role read, write and delete in folders of the bucket, each with its slash."""
        role.allow(self._listing(folders))
        actions = (*READ, *WRITE)
        role.allow(Statement(sid="ReadWrite", actions=actions, resources=self._objects(folders)))

    def _objects(self, folders: Sequence[str]) -> tuple[str, ...]:
        return tuple(f"{self.plan.arn}/{folder}*" for folder in folders)

    def _listing(self, folders: Sequence[str]) -> Statement:
        patterns = [pattern for folder in folders for pattern in (folder.rstrip("/"), f"{folder}*")]
        return Statement(
            sid="List",
            actions=("s3:ListBucket",),
            resources=(self.plan.arn,),
            conditions={"StringLike": {"s3:prefix": patterns}},
        )

    def _rules(self) -> list[Statement]:
        # Written as a mapping: moto cannot read the bare star.
        anybody = {"AWS": EVERYBODY}
        everything = (self.plan.arn, f"{self.plan.arn}/*")
        return [
            Statement(
                sid="OnlyTls",
                effect="Deny",
                principals=anybody,
                actions=("s3:*",),
                resources=everything,
                conditions={"Bool": {"aws:SecureTransport": "false"}},
            ),
            Statement(
                sid="OnlyRecentTls",
                effect="Deny",
                principals=anybody,
                actions=("s3:*",),
                resources=everything,
                conditions={"NumericLessThan": {"s3:TlsVersion": LEAST_TLS}},
            ),
        ]

    def _expiry(self, versioning: S3BucketVersioning) -> S3BucketLifecycleConfiguration:
        # Lock objects of Terraform (`*.tflock`) leave a version and a delete marker each. A filter
        # cannot match an ending, so the rules for all versions and markers take them along.
        return S3BucketLifecycleConfiguration(
            self,
            "lifecycle",
            bucket=self.resource.id,
            rule=[
                {
                    "id": "old-versions",
                    "status": "Enabled",
                    "filter": {},
                    "noncurrent_version_expiration": {"noncurrent_days": self.plan.noncurrent_days},
                },
                {
                    "id": "delete-markers",
                    "status": "Enabled",
                    "filter": {},
                    "expiration": {"expired_object_delete_marker": True},
                },
                {
                    "id": "unfinished-uploads",
                    "status": "Enabled",
                    "filter": {},
                    "abort_incomplete_multipart_upload": {
                        "days_after_initiation": self.plan.multipart_days
                    },
                },
            ],
            depends_on=[versioning],
        )
