"""Where a family keeps its files: settings of `storage`."""

from typing import Literal

from modelstacks.frozen import frozen

LONGEST_BUCKET_NAME = 63
OWN_FOLDERS = {"clusters": "what clusters write themselves", "volumes": "Unity Catalog alone"}
"""Folders of a family's bucket that nothing is mounted from."""


@frozen
class AccessLog:
    """Where S3 writes the access log of a bucket. The target bucket must exist and permit it."""

    bucket: str
    prefix: str | None = None
    """Default: the logged bucket's name and a slash."""


@frozen
class Bucket:
    """The S3 bucket of a family."""

    name: str | None = None
    """Globally unique name. Default: prefix, environment, family and account id."""

    noncurrent_days: int = 30
    """Days that an overwritten or deleted version stays, 1 to 3650."""

    multipart_days: int = 7
    """Days after which an upload that was not finished is dropped, 1 to 365."""

    access_log: AccessLog | None = None


@frozen
class S3Mount:
    """An S3 bucket, by the instance profile of the family."""

    bucket: str | None = None
    """Bucket name. Default: the family's own."""

    prefix: str | None = None
    """Folder in the bucket. Default: the whole bucket."""


@frozen
class AdlsMount:
    """An Azure Blob or ADLS container (`abfss`), by a service principal."""

    account: str
    container: str
    directory: str | None = None
    client_id: str
    """Application id of the service principal."""

    tenant_id: str
    secret_scope: str
    """Secret scope that holds the client secret."""

    secret_key: str


@frozen
class GcsMount:
    """A Google Cloud Storage bucket, by a service account."""

    bucket: str
    service_account: str
    """E-mail address of the service account."""


@frozen
class Mount:
    """A legacy DBFS mount: `/mnt/<name>`."""

    name: str
    source: S3Mount | AdlsMount | GcsMount


@frozen
class Storage:
    """What a family stores, and how its nodes reach it."""

    bucket: Bucket | None = None
    volume: Literal["external", "managed"] | None = None
    """Kind of the models' volumes. Default: external where there is a bucket, else managed."""

    mounts: tuple[Mount, ...] = ()


@frozen
class StorageDefaults:
    """What an environment says about every family's storage."""

    bucket_prefix: str = "modelstacks"
    """First word of bucket names: they are unique in the whole world."""

    access_log: AccessLog | None = None
    """For every bucket that names none of its own."""


def default_bucket_name(prefix: str | None, environment: str, family: str, account_id: str) -> str:
    """Return the name of a bucket that is given none; longer than S3 takes is refused earlier."""
    words = (prefix or StorageDefaults().bucket_prefix, environment, family, account_id)
    return "-".join(words)
