"""Legacy mounts: any cloud, secrets by reference, on a tiny cluster of their own."""

import json
from dataclasses import replace

from constructs import Construct
from support.plans import TAGS
from support.template import Template

from modelstacks.settings.storage import AdlsMount, GcsMount, S3Mount
from modelstacks.storage.dbfs_mount import DbfsMount, source_uri
from modelstacks.storage.mount_cluster import MountCluster
from modelstacks.surroundings.plans import MountClusterPlan, MountPlan

CLUSTER = MountClusterPlan(
    name="test-t5-mounts",
    node_type="m5d.large",
    runtime="16.4.x-scala2.12",
    autotermination_minutes=10,
)
ADLS = AdlsMount(
    account="models",
    container="weights",
    directory="t5",
    client_id="11111111-2222-3333-4444-555555555555",
    tenant_id="66666666-7777-8888-9999-000000000000",
    secret_scope="storage",
    secret_key="client-secret",
)


def drawn(source: S3Mount | AdlsMount | GcsMount, cluster: MountClusterPlan = CLUSTER) -> Template:
    def draw(scope: Construct) -> None:
        mounting = MountCluster(
            scope, "cluster", plan=cluster, instance_profile_arn="arn:profile", tags=TAGS
        )
        plan = MountPlan(name="archive", source=source)
        DbfsMount(scope, "mount", plan=plan, cluster=mounting, instead="/Volumes/main/t5")

    return Template.of(draw)


def test_s3_is_mounted_by_the_instance_profile_of_the_cluster() -> None:
    template = drawn(S3Mount(bucket="models", prefix="archive"))

    mount = template.one("databricks_mount")
    assert mount["uri"] == "s3a://models/archive"
    # Never empty: the provider would send the cluster `null`.
    assert list(mount["extra_configs"]) == ["fs.s3a.aws.credentials.provider"]
    profile = template.one("databricks_cluster")["aws_attributes"]["instance_profile_arn"]
    assert profile == "arn:profile"


def test_adls_is_mounted_by_a_service_principal_whose_secret_is_a_reference() -> None:
    mount = drawn(ADLS).one("databricks_mount")

    assert mount["uri"] == "abfss://weights@models.dfs.core.windows.net/t5"
    options = mount["extra_configs"]
    secret = options["fs.azure.account.oauth2.client.secret"]
    assert secret == "{{secrets/storage/client-secret}}"
    assert options["fs.azure.account.oauth2.client.endpoint"] == (
        "https://login.microsoftonline.com/66666666-7777-8888-9999-000000000000/oauth2/token"
    )


def test_gcs_is_mounted_by_the_service_account_of_the_cluster() -> None:
    source = GcsMount(bucket="models", service_account="mounts@example.iam.gserviceaccount.com")
    cluster = replace(CLUSTER, google_service_account=source.service_account)

    template = drawn(source, cluster)

    assert template.one("databricks_mount")["uri"] == "gs://models"
    attributes = template.one("databricks_cluster")["gcp_attributes"]
    assert attributes == {"google_service_account": source.service_account}


def test_the_cluster_is_one_small_cpu_node_that_stops() -> None:
    cluster = drawn(S3Mount(bucket="models")).one("databricks_cluster")

    assert cluster["node_type_id"] == cluster["driver_node_type_id"] == "m5d.large"
    assert cluster["num_workers"] == 0
    assert cluster["autotermination_minutes"] == 10
    assert "gpu" not in cluster["spark_version"]


def test_a_bucket_without_a_folder_is_mounted_whole() -> None:
    assert source_uri(S3Mount(bucket="models")) == "s3a://models"
    assert source_uri(replace(ADLS, directory=None)).endswith(".dfs.core.windows.net")


def test_drawing_warns_and_names_the_volume_to_move_to() -> None:
    # given a mount in a finished stack, then its metadata holds the warning that cdktf prints
    assert "/Volumes/main/t5" in json.dumps(_warnings())


def _warnings() -> list[str]:
    import cdktf

    stack = cdktf.TerraformStack(cdktf.Testing.app(), "stack")
    cluster = MountCluster(stack, "cluster", plan=CLUSTER, instance_profile_arn=None, tags=TAGS)
    plan = MountPlan(name="archive", source=S3Mount(bucket="models"))
    mount = DbfsMount(stack, "mount", plan=plan, cluster=cluster, instead="/Volumes/main/t5")
    return [str(entry.data) for entry in mount.node.metadata]
