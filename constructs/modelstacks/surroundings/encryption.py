"""Tells what is encrypted by which key: one line per kind of data."""

from modelstacks.settings.encryption import Encryption
from modelstacks.surroundings.plans import (
    BucketPlan,
    CloudStoragePlan,
    ExternalStoragePlan,
    KeyPlan,
    Protection,
)

ACCOUNT_DEFAULT = "the AWS account's EBS default"
DATABRICKS = "a key of Databricks"


def protections(
    encryption: Encryption,
    *,
    cloud: str,
    key: KeyPlan | None,
    bucket: BucketPlan | None,
    external: ExternalStoragePlan | None,
    cloud_storage: CloudStoragePlan | None = None,
) -> tuple[Protection, ...]:
    """Return what protects each kind of data that a family leaves behind."""
    named = (key.existing_arn or key.alias) if key else "a key of S3"
    lines = []
    if bucket:
        how = "SSE-KMS" if key else "SSE-S3"
        because = "bucket default, with a bucket key: one KMS call for many objects"
        lines.append(Protection(what="bucket", how=how, key=named, because=because))
        if bucket.access_log:
            lines.append(_access_log(bucket.access_log.bucket))
    volumes = _on_cloud(cloud_storage) if cloud_storage else _volumes(external, key, named)
    lines += [volumes, *_disks(encryption, cloud)]
    lines += [_notebooks(encryption), _in_transit(encryption)]
    return tuple(lines)


def _access_log(target: str) -> Protection:
    because = f"as the bucket {target} says: it is not ours"
    return Protection(what="access log", how="of its bucket", key=target, because=because)


def _volumes(external: ExternalStoragePlan | None, key: KeyPlan | None, named: str) -> Protection:
    if external is None:
        because = "managed volumes lie in the storage of their catalog"
        return Protection(
            what="volumes", how="of the catalog", key="the catalog's", because=because
        )
    how = "SSE-KMS" if key else "SSE-S3"
    because = f"{external.location_name} says it to whoever writes there"
    return Protection(what="volumes", how=how, key=named, because=because)


def _on_cloud(storage: CloudStoragePlan) -> Protection:
    because = f"{storage.url} is not made here: it encrypts as its owner says"
    return Protection(what="volumes", how="of the storage", key="the storage's", because=because)


def _disks(encryption: Encryption, cloud: str) -> list[Protection]:
    local = (
        Protection(
            what="local disks",
            how="LUKS",
            key="one per cluster, kept in memory",
            because="enable_local_disk_encryption on every cluster, and in its policy",
        )
        if encryption.local_disks
        else Protection(
            what="local disks",
            how="none",
            key="none",
            because="encryption.local_disks is false; NVMe of AWS nodes is encrypted in hardware",
        )
    )
    if cloud != "aws":
        return [local]
    storage = encryption.workspace.storage_key_arn if encryption.workspace else None
    because = (
        "storage key of the workspace"
        if storage
        else "set encryption.workspace.storage_key_arn for a key of your own"
    )
    how = "AES-256" if storage else "as the account says"
    ebs = Protection(what="EBS", how=how, key=storage or ACCOUNT_DEFAULT, because=because)
    return [local, ebs]


def _notebooks(encryption: Encryption) -> Protection:
    managed = encryption.workspace.managed_services_key_arn if encryption.workspace else None
    because = (
        "managed services key of the workspace"
        if managed
        else "set encryption.workspace.managed_services_key_arn for a key of your own"
    )
    what = "notebooks, secrets, queries"
    return Protection(what=what, how="AES-256", key=managed or DATABRICKS, because=because)


def _in_transit(encryption: Encryption) -> Protection:
    if encryption.in_transit:
        because = "only node types that encrypt what they send each other"
        return Protection(what="between nodes", how="AES-256", key="in hardware", because=because)
    because = "not asked for (encryption.in_transit); to the control plane it is TLS"
    return Protection(what="between nodes", how="none", key="none", because=because)
