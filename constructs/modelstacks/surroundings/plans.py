"""Finished decisions about what surrounds a family's clusters: what the constructs draw."""

from collections.abc import Mapping
from dataclasses import field

from modelstacks.frozen import frozen
from modelstacks.settings.access import Access
from modelstacks.settings.network import Port
from modelstacks.settings.storage import AccessLog, AdlsMount, GcsMount, S3Mount
from modelstacks.sizing.plans import Reason


@frozen
class KeyPlan:
    """The KMS key of a family."""

    alias: str
    """With its prefix: `alias/dev-t5`."""

    description: str
    account_id: str
    deletion_window_days: int
    existing_arn: str | None = None
    """A key that exists already: nothing is created then."""


@frozen
class BucketPlan:
    """The S3 bucket of a family."""

    name: str
    noncurrent_days: int
    multipart_days: int
    access_log: AccessLog | None
    """With its prefix filled in."""

    is_protected: bool
    """Whether Terraform refuses to destroy it; else it takes its objects with it."""

    @property
    def arn(self) -> str:
        """ARN, known before the bucket exists."""
        return f"arn:aws:s3:::{self.name}"


@frozen
class RolePlan:
    """The role that clusters and jobs of a family carry as an instance profile."""

    name: str
    account_id: str
    permissions_boundary: str | None
    prefixes: tuple[str, ...]
    """Folders of the family's bucket that it may read and write, such as `clusters/`.

    Never `volumes/`: what Unity Catalog governs is reached through Unity Catalog only.
    """

    reads: tuple[str, ...] = ()
    """Folders of other buckets that are mounted: `<bucket>/<folder>/`. To be read, no more."""

    @property
    def arn(self) -> str:
        """ARN, known before the role exists."""
        return f"arn:aws:iam::{self.account_id}:role/{self.name}"


@frozen
class ExternalStoragePlan:
    """How Unity Catalog reaches a family's bucket."""

    credential_name: str
    location_name: str
    role: RolePlan
    """The role that Unity Catalog takes; it exists after the credential that names it."""

    url: str
    """Root of the external location: `s3://<bucket>/volumes`."""

    def volume_url(self, model: str) -> str:
        """Where the volume of one model lies."""
        return f"{self.url}/{model}"


@frozen
class CloudStoragePlan:
    """How Unity Catalog reaches a folder on Azure or Google Cloud that exists already."""

    credential_name: str
    location_name: str
    url: str
    """Root of the external location: `abfss://<container>@…/<environment>-<family>`."""

    access_connector_id: str | None = None
    """On Azure: who reads and writes there. `None`: a service account that Databricks makes."""

    managed_identity_id: str | None = None
    """Identity of the connector; `None`: its own."""

    def volume_url(self, model: str) -> str:
        """Where the volume of one model lies."""
        return f"{self.url}/{model}"


@frozen
class MountPlan:
    """A legacy DBFS mount."""

    name: str
    source: S3Mount | AdlsMount | GcsMount
    """With the bucket filled in."""

    @property
    def path(self) -> str:
        """Path that notebooks use."""
        return f"/mnt/{self.name}"


@frozen
class MountClusterPlan:
    """The tiny CPU cluster that makes the mounts and reads them back at every plan."""

    name: str
    node_type: str
    runtime: str
    autotermination_minutes: int
    google_service_account: str | None = None
    """Identity of its nodes on GCP."""


@frozen
class PeeringSidePlan:
    """One side of a peering, with nothing left to default."""

    vpc_id: str
    cidrs: tuple[str, ...]
    route_tables: tuple[str, ...]
    security_groups: tuple[str, ...]
    account: str
    region: str
    role_arn: str | None = None


@frozen
class PeeringPlan:
    """The workspace's VPC asks, the peer accepts."""

    name: str
    requester: PeeringSidePlan
    accepter: PeeringSidePlan
    ports: tuple[Port, ...]
    dns: bool

    @property
    def needs_second_provider(self) -> bool:
        """Whether the peer is in another account or region."""
        ours, theirs = self.requester, self.accepter
        return (ours.account, ours.region) != (theirs.account, theirs.region)


@frozen
class Protection:
    """One kind of data, and what encrypts it."""

    what: str
    """Such as `bucket`, `EBS`, `local disks`, `volumes`, `logs`, `notebooks`, `in transit`."""

    how: str
    """Such as `SSE-KMS`, `LUKS`, `TLS`, `none`."""

    key: str
    """Alias or ARN of the key, or whose it is."""

    because: str


@frozen
class Surroundings:
    """All that a family needs around its clusters, decided."""

    access: Access
    tags: Mapping[str, str]
    key: KeyPlan | None = None
    bucket: BucketPlan | None = None
    role: RolePlan | None = None
    external: ExternalStoragePlan | None = None
    """`None`: the volumes are managed, their files lie where the catalog keeps its own."""

    cloud_storage: CloudStoragePlan | None = None
    """The same on Azure and Google Cloud."""

    mounts: tuple[MountPlan, ...] = ()
    mount_cluster: MountClusterPlan | None = None
    peerings: tuple[PeeringPlan, ...] = ()
    protections: tuple[Protection, ...] = ()
    reasons: tuple[Reason, ...] = field(default=())

    @property
    def needs_aws(self) -> bool:
        """Whether anything is made in an AWS account."""
        return bool(self.key or self.bucket or self.role or self.peerings)
