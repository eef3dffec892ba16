"""A legacy DBFS mount, made by a tiny CPU cluster of its own."""

from collections.abc import Sequence

from cdktf import Annotations, ITerraformDependable
from constructs import Construct

from modelstacks.bindings.databricks import Mount
from modelstacks.settings.storage import AdlsMount, GcsMount, S3Mount
from modelstacks.storage.mount_cluster import MountCluster
from modelstacks.surroundings.plans import MountPlan


class DbfsMount(Construct):
    """`/mnt/<name>` on every cluster of the workspace. Deprecated: prefer a volume.

    There is no API for mounts: the provider runs Python on a cluster to make one, to read it back
    at every plan, and to remove it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        plan: MountPlan,
        cluster: MountCluster,
        instead: str,
        waits_for: Sequence[ITerraformDependable] = (),
    ) -> None:
        """Draw the mount; `instead` is the volume path to move to, `waits_for` its bucket."""
        super().__init__(scope, id_)
        self.path = plan.path
        Mount(
            self,
            "Resource",
            name=plan.name,
            cluster_id=cluster.cluster_id,
            uri=source_uri(plan.source),
            extra_configs=hadoop_options(plan.source),
            depends_on=list(waits_for),
        )
        Annotations.of(self).add_warning(
            f"{plan.path} is a DBFS mount, which is deprecated: every plan starts a cluster to "
            f"read it back, and whoever uses a cluster reads all of it. Move to {instead}."
        )


def source_uri(source: S3Mount | AdlsMount | GcsMount) -> str:
    """Return the address that Spark knows the source by.

    Addresses and no blocks of the provider: they take folders, and work on every host.
    """
    match source:
        case S3Mount():
            return "/".join(filter(None, (f"s3a://{source.bucket}", source.prefix)))
        case AdlsMount():
            host = f"{source.container}@{source.account}.dfs.core.windows.net"
            return "/".join(filter(None, (f"abfss://{host}", source.directory)))
        case GcsMount():
            return f"gs://{source.bucket}"


def hadoop_options(source: S3Mount | AdlsMount | GcsMount) -> dict[str, str]:
    """Return how Hadoop signs in; a secret stays a reference that the cluster resolves.

    Never empty: the provider sends the cluster `null` for no options, which is no Python. Keys:
    Hadoop's S3A, ABFS and GCS connectors.
    """
    match source:
        case S3Mount():
            provider = "com.amazonaws.auth.InstanceProfileCredentialsProvider"
            return {"fs.s3a.aws.credentials.provider": provider}
        case AdlsMount():
            return _client_credentials(source)
        case GcsMount():
            return {"fs.gs.auth.service.account.enable": "true"}


def _client_credentials(source: AdlsMount) -> dict[str, str]:
    account = "fs.azure.account"
    token = f"https://login.microsoftonline.com/{source.tenant_id}/oauth2/token"
    secret = f"{source.secret_scope}/{source.secret_key}"
    provider = "org.apache.hadoop.fs.azurebfs.oauth2.ClientCredsTokenProvider"
    return {
        f"{account}.auth.type": "OAuth",
        f"{account}.oauth.provider.type": provider,
        f"{account}.oauth2.client.endpoint": token,
        f"{account}.oauth2.client.id": source.client_id,
        f"{account}.oauth2.client.secret": f"{{{{secrets/{secret}}}}}",
    }
