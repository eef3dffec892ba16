"""Decides a family's bucket, key, role, external storage and mounts."""

from dataclasses import replace

from modelstacks.catalog import Catalog, NodeType
from modelstacks.frozen import frozen
from modelstacks.naming import Naming, unity_catalog_name
from modelstacks.settings.aws import Aws
from modelstacks.settings.storage import (
    OWN_FOLDERS,
    AccessLog,
    GcsMount,
    S3Mount,
    default_bucket_name,
)
from modelstacks.surroundings.plans import (
    BucketPlan,
    CloudStoragePlan,
    ExternalStoragePlan,
    KeyPlan,
    MountClusterPlan,
    MountPlan,
    RolePlan,
)

CLUSTERS, VOLUMES = OWN_FOLDERS
UNPROTECTED = ("local", "dev")
"""Environments whose buckets may be destroyed, with what is in them."""


@frozen
class StorageContext:
    """One family in one environment, with the facts."""

    naming: Naming
    catalog: Catalog
    in_transit: bool
    """Whether only nodes are taken that encrypt what they send each other."""


def plan_key(context: StorageContext, aws: Aws, existing_arn: str | None) -> KeyPlan:
    """Return the family's key: its own, or the one that exists already."""
    environment, family = context.naming.environment, context.naming.family
    return KeyPlan(
        alias=f"alias/{environment.name}-{family.name}",
        description=f"Files of the model family {family.name} in {environment.name}.",
        account_id=aws.account_id,
        deletion_window_days=environment.encryption.deletion_window_days,
        existing_arn=existing_arn,
    )


def plan_bucket(context: StorageContext, aws: Aws) -> BucketPlan | None:
    """Return the family's bucket, or `None` when it has none."""
    environment, family = context.naming.environment, context.naming.family
    settings = family.storage.bucket
    if settings is None:
        return None
    name = settings.name or default_bucket_name(
        environment.storage.bucket_prefix, environment.name, family.name, aws.account_id
    )
    log = settings.access_log or environment.storage.access_log
    return BucketPlan(
        name=name,
        noncurrent_days=settings.noncurrent_days,
        multipart_days=settings.multipart_days,
        access_log=_filled(log, name) if log else None,
        is_protected=environment.name not in UNPROTECTED,
    )


def plan_mounts(context: StorageContext, bucket: BucketPlan | None) -> tuple[MountPlan, ...]:
    """Return the mounts, those of the family's own bucket with its name filled in."""
    mounts = []
    for mount in context.naming.family.storage.mounts:
        source = mount.source
        if isinstance(source, S3Mount):
            own = bucket.name if bucket else None
            source = replace(
                source,
                bucket=source.bucket or own,
                prefix=source.prefix or (f"mounts/{mount.name}" if not source.bucket else None),
            )
        mounts.append(MountPlan(name=mount.name, source=source))
    return tuple(mounts)


def plan_role(
    context: StorageContext, aws: Aws, bucket: BucketPlan, mounts: tuple[MountPlan, ...]
) -> RolePlan:
    """Return the role of the family's clusters: its own folders of the bucket, nothing else."""
    own, foreign = set(), set()
    for mount in mounts:
        if isinstance(mount.source, S3Mount):
            folder = f"{mount.source.prefix}/" if mount.source.prefix else ""
            if mount.source.bucket == bucket.name:
                own.add(folder)
            else:
                foreign.add(f"{mount.source.bucket}/{folder}")
    return RolePlan(
        name=context.naming.family_name("cluster"),
        account_id=aws.account_id,
        permissions_boundary=aws.permissions_boundary,
        prefixes=(f"{CLUSTERS}/", *sorted(own)),
        reads=tuple(sorted(foreign)),
    )


def plan_external(context: StorageContext, aws: Aws, bucket: BucketPlan) -> ExternalStoragePlan:
    """Return how Unity Catalog reaches the bucket."""
    naming = context.naming
    name = unity_catalog_name(naming.family_name("storage"))
    return ExternalStoragePlan(
        credential_name=name,
        location_name=name,
        role=RolePlan(
            name=naming.family_name("unity-catalog"),
            account_id=aws.account_id,
            permissions_boundary=aws.permissions_boundary,
            prefixes=(f"{VOLUMES}/",),
        ),
        url=f"s3://{bucket.name}/{VOLUMES}",
    )


def plan_cloud_storage(context: StorageContext) -> CloudStoragePlan | None:
    """Return the family's folder on Azure or Google Cloud; `None` where there is no place for it.

    A folder of its own: locations of Unity Catalog must not overlap.
    """
    naming = context.naming
    azure, gcp = naming.environment.azure, naming.environment.gcp
    place = azure or gcp
    if place is None or naming.family.storage.volume == "managed":
        return None
    name = unity_catalog_name(naming.family_name("storage"))
    return CloudStoragePlan(
        credential_name=name,
        location_name=name,
        url=f"{place.url}/{naming.environment.name}-{naming.family.name}",
        access_connector_id=azure.access_connector_id if azure else None,
        managed_identity_id=azure.managed_identity_id if azure else None,
    )


def plan_mount_cluster(context: StorageContext, mounts: tuple[MountPlan, ...]) -> MountClusterPlan:
    """Return the smallest CPU cluster: it stops soon, and every plan starts it again."""
    node = smallest_node(context)
    sources = (mount.source for mount in mounts)
    accounts = (one.service_account for one in sources if isinstance(one, GcsMount))
    runtimes = context.catalog.runtimes.values()
    plain = [row for row in runtimes if row.lts and not row.gpu and not row.ml]
    return MountClusterPlan(
        name=context.naming.family_name("mounts"),
        node_type=node.name,
        runtime=max(plain, key=lambda row: row.version).key,
        autotermination_minutes=10,
        google_service_account=next(accounts, None),
    )


def smallest_node(context: StorageContext) -> NodeType:
    """Return the CPU node with the fewest cores, encrypting in transit where that is asked."""
    nodes = (
        node
        for node in context.catalog.node_types(context.naming.environment.cloud)
        if not node.gpus and node.status == "supported" and (node.nvme_gb or node.cloud != "aws")
    )
    fit = (node for node in nodes if node.encrypted_in_transit or not context.in_transit)
    return min(fit, key=lambda node: (node.vcpus, node.ram_gib, node.name))


def _filled(log: AccessLog, bucket: str) -> AccessLog:
    return replace(log, prefix=f"{bucket}/" if log.prefix is None else log.prefix)
