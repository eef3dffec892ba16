"""Tells what was decided around a family's clusters, and why: one line per decision."""

from collections.abc import Iterator

from modelstacks.settings.access import ROLES, Access
from modelstacks.settings.storage import S3Mount
from modelstacks.sizing.plans import Reason
from modelstacks.surroundings.plans import BucketPlan, CloudStoragePlan, KeyPlan, Surroundings


def reasons_of(plan: Surroundings, volumes: str) -> tuple[Reason, ...]:
    """Return the reasons of a finished plan; `volumes` is the path of the models' volumes."""
    return tuple(_reasons(plan, volumes))


def _reasons(plan: Surroundings, volumes: str) -> Iterator[Reason]:
    if plan.key:
        yield _key(plan.key)
    if plan.bucket:
        yield _bucket(plan.bucket)
    if plan.role:
        because = (
            f"instance profile of every node: reads and writes {', '.join(plan.role.prefixes)} of "
            "the bucket and uses the key, nothing else"
        )
        yield Reason(decision="cluster role", value=plan.role.name, because=because)
    if plan.external:
        because = (
            f"external volumes in the bucket: Unity Catalog takes {plan.external.role.name}, "
            f"which reaches {', '.join(plan.external.role.prefixes)} only"
        )
    elif plan.cloud_storage:
        because = _on_cloud(plan.cloud_storage)
    else:
        because = "managed volumes: their files lie in the storage of the catalog"
    yield Reason(decision="volumes", value=f"{volumes}/<model>", because=because)
    yield from _mounts(plan, volumes)
    yield Reason(decision="access", value=_groups(plan.access), because="grants by role, one each")


def _on_cloud(plan: CloudStoragePlan) -> str:
    if plan.access_connector_id:
        return f"external volumes in {plan.url}, reached by {plan.access_connector_id}"
    return (
        f"external volumes in {plan.url}, reached by a service account that Databricks makes: give "
        "it Storage Object Admin and Storage Legacy Bucket Reader on the bucket (the output "
        "`storage_service_account` names it)"
    )


def _key(key: KeyPlan) -> Reason:
    if key.existing_arn:
        because = "exists already; its policy is left as it is and must admit the family's roles"
        return Reason(decision="key", value=key.existing_arn, because=because)
    because = (
        f"rotates every year; {key.deletion_window_days} days to take its deletion back; the "
        "account administers it, only the family's roles use it"
    )
    return Reason(decision="key", value=key.alias, because=because)


def _bucket(bucket: BucketPlan) -> Reason:
    end = "never destroyed by Terraform" if bucket.is_protected else "destroyed with what is in it"
    log = f"; access log to {bucket.access_log.bucket}" if bucket.access_log else ""
    because = (
        f"private, versioned, TLS only; old versions stay {bucket.noncurrent_days} days, "
        f"unfinished uploads {bucket.multipart_days}; {end}{log}"
    )
    return Reason(decision="bucket", value=bucket.name, because=because)


def _mounts(plan: Surroundings, volumes: str) -> Iterator[Reason]:
    for mount in plan.mounts:
        source = mount.source
        of = source.bucket if isinstance(source, S3Mount) else type(source).__name__
        because = (
            f"deprecated: every plan starts a cluster to read it back, and whoever uses a cluster "
            f"reads all of it ({of}); move to {volumes}/<model>"
        )
        yield Reason(decision="mount", value=mount.path, because=because)
    if plan.mount_cluster:
        because = (
            f"the smallest CPU node, for mounts alone; stops after "
            f"{plan.mount_cluster.autotermination_minutes} minutes"
        )
        node = plan.mount_cluster.node_type
        yield Reason(decision="mount cluster", value=node, because=because)


def _groups(access: Access) -> str:
    by_role = {
        role: [group for group, its in access.roles.items() if its == role] for role in ROLES
    }
    told = (f"{role}s: {', '.join(groups)}" for role, groups in by_role.items() if groups)
    return "; ".join(told) or "nobody but admins"
