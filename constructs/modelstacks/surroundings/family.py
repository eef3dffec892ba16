"""Decides all that surrounds a family's clusters."""

from dataclasses import replace

from modelstacks.catalog import Catalog, load_catalog
from modelstacks.naming import Naming
from modelstacks.settings.effective import family_access, family_encryption
from modelstacks.settings.project import Environment, Family
from modelstacks.surroundings.encryption import protections
from modelstacks.surroundings.network import peering_reasons, plan_peerings
from modelstacks.surroundings.plans import Surroundings
from modelstacks.surroundings.reasons import reasons_of
from modelstacks.surroundings.storage import (
    StorageContext,
    plan_bucket,
    plan_cloud_storage,
    plan_external,
    plan_key,
    plan_mount_cluster,
    plan_mounts,
    plan_role,
)


def plan_surroundings(
    family: Family, environment: Environment, catalog: Catalog | None = None
) -> Surroundings:
    """Return what the family's stack draws around its models. The settings were checked before."""
    naming = Naming(environment=environment, family=family)
    encryption = family_encryption(family, environment)
    context = StorageContext(
        naming=naming, catalog=catalog or load_catalog(), in_transit=encryption.in_transit
    )
    aws = environment.aws
    bucket = plan_bucket(context, aws) if aws else None
    mounts = plan_mounts(context, bucket)
    key = role = external = None
    if aws and bucket:
        if encryption.keys == "customer":
            key = plan_key(context, aws, encryption.kms_key_arn)
        role = plan_role(context, aws, bucket, mounts)
        if family.storage.volume != "managed":
            external = plan_external(context, aws, bucket)
    cloud_storage = plan_cloud_storage(context)
    peerings = plan_peerings(family.network.peerings, environment, aws) if aws else ()
    plan = Surroundings(
        access=family_access(family, environment),
        tags=naming.tags(),
        key=key,
        bucket=bucket,
        role=role,
        external=external,
        cloud_storage=cloud_storage,
        mounts=mounts,
        mount_cluster=plan_mount_cluster(context, mounts) if mounts else None,
        peerings=peerings,
        protections=protections(
            encryption,
            cloud=environment.cloud,
            key=key,
            bucket=bucket,
            external=external,
            cloud_storage=cloud_storage,
        ),
    )
    volumes = f"/Volumes/{environment.catalog}/{family.schema}"
    return replace(plan, reasons=(*reasons_of(plan, volumes), *peering_reasons(peerings)))
