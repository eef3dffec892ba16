"""What surrounds a family's clusters is decided from its settings and its environment's."""

from dataclasses import replace
from typing import Any

import pytest
from support.sizing import environment_with, family_of

from modelstacks.catalog import load_catalog
from modelstacks.settings.access import Access
from modelstacks.settings.aws import Aws
from modelstacks.settings.clouds import Azure, Gcp
from modelstacks.settings.encryption import Encryption, FamilyEncryption, WorkspaceKeys
from modelstacks.settings.network import FamilyNetwork, Network, Peering, Port, Vpc
from modelstacks.settings.project import Environment, Family, ModelSettings
from modelstacks.settings.storage import (
    AccessLog,
    Bucket,
    GcsMount,
    Mount,
    S3Mount,
    Storage,
    StorageDefaults,
)
from modelstacks.surroundings import Surroundings, plan_surroundings

ACCOUNT = "111122223333"
KEY_ARN = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
ENVIRONMENT = replace(environment_with(), aws=Aws(account_id=ACCOUNT))
FAMILY = replace(family_of(ModelSettings(name="t5-base")), storage=Storage(bucket=Bucket()))


def planned(environment: Environment = ENVIRONMENT, **family: Any) -> Surroundings:
    return plan_surroundings(replace(FAMILY, **family), environment)


def told(plan: Surroundings, decision: str) -> str:
    return "; ".join(str(row) for row in plan.reasons if row.decision == decision)


def protection(plan: Surroundings, what: str) -> tuple[str, str]:
    (row,) = [row for row in plan.protections if row.what == what]
    return row.how, row.key


def test_without_a_bucket_nothing_is_made_in_aws() -> None:
    plan = planned(storage=Storage())

    assert not plan.needs_aws
    assert "managed volumes" in told(plan, "volumes")


def test_a_bucket_brings_key_role_and_external_volumes() -> None:
    plan = planned()

    assert plan.bucket
    assert plan.key
    assert plan.role
    assert plan.external
    assert plan.bucket.name == f"modelstacks-dev-t5-{ACCOUNT}"
    assert plan.key.alias == "alias/dev-t5"
    assert plan.external.volume_url("t5-base") == f"s3://{plan.bucket.name}/volumes/t5-base"


def test_the_role_of_the_clusters_never_reaches_the_volumes() -> None:
    # given a mount of the family's own bucket and one of another
    mounts = (
        Mount(name="archive", source=S3Mount()),
        Mount(name="other", source=S3Mount(bucket="elsewhere", prefix="x")),
    )
    plan = planned(storage=Storage(bucket=Bucket(), mounts=mounts))

    # then it has its own folder and the own mount's, nothing of Unity Catalog's
    assert plan.role
    assert plan.role.prefixes == ("clusters/", "mounts/archive/")
    assert plan.role.reads == ("elsewhere/x/",)
    assert plan.external
    assert plan.external.role.prefixes == ("volumes/",)


def test_managed_volumes_beside_a_bucket() -> None:
    plan = planned(storage=Storage(bucket=Bucket(), volume="managed"))

    assert plan.bucket
    assert plan.external is None
    assert protection(plan, "volumes")[0] == "of the catalog"


@pytest.mark.parametrize(
    ("name", "is_protected"), [("local", False), ("dev", False), ("prod", True)]
)
def test_buckets_are_protected_outside_local_and_dev(name: str, is_protected: bool) -> None:
    plan = planned(replace(ENVIRONMENT, name=name))

    assert plan.bucket
    assert plan.bucket.is_protected is is_protected


def test_a_bucket_without_an_access_log_of_its_own_takes_the_environments() -> None:
    environment = replace(
        ENVIRONMENT,
        storage=StorageDefaults(bucket_prefix="acme", access_log=AccessLog(bucket="logs")),
    )

    plan = planned(environment)

    assert plan.bucket
    assert plan.bucket.name.startswith("acme-dev-t5-")
    assert plan.bucket.access_log == AccessLog(bucket="logs", prefix=f"{plan.bucket.name}/")


def test_a_key_that_exists_is_taken_instead() -> None:
    plan = planned(encryption=FamilyEncryption(kms_key_arn=KEY_ARN))

    assert plan.key
    assert plan.key.existing_arn == KEY_ARN
    assert protection(plan, "bucket") == ("SSE-KMS", KEY_ARN)


def test_keys_of_aws_make_no_key() -> None:
    plan = planned(replace(ENVIRONMENT, encryption=Encryption(keys="aws")))

    assert plan.key is None
    assert protection(plan, "bucket") == ("SSE-S3", "a key of S3")


def test_workspace_keys_protect_ebs_and_notebooks() -> None:
    keys = WorkspaceKeys(
        databricks_account_id="x", managed_services_key_arn=KEY_ARN, storage_key_arn=KEY_ARN
    )
    plan = planned(replace(ENVIRONMENT, encryption=Encryption(workspace=keys, in_transit=True)))

    assert protection(plan, "EBS") == ("AES-256", KEY_ARN)
    assert protection(plan, "notebooks, secrets, queries") == ("AES-256", KEY_ARN)
    assert protection(plan, "between nodes")[0] == "AES-256"


def test_mounts_get_the_smallest_cpu_cluster_and_a_warning() -> None:
    plan = planned(storage=Storage(bucket=Bucket(), mounts=(Mount(name="a", source=S3Mount()),)))

    assert plan.mount_cluster
    node = load_catalog().node_type("aws", plan.mount_cluster.node_type)
    assert (node.gpus, node.vcpus) == (0, 2)
    assert "deprecated" in told(plan, "mount")
    assert "/Volumes/dev/t5/<model>" in told(plan, "mount")


def test_the_mount_cluster_encrypts_in_transit_where_that_is_asked() -> None:
    mounts = (Mount(name="a", source=S3Mount()),)
    environment = replace(ENVIRONMENT, encryption=Encryption(in_transit=True))

    plan = planned(environment, storage=Storage(bucket=Bucket(), mounts=mounts))

    assert plan.mount_cluster
    assert load_catalog().node_type("aws", plan.mount_cluster.node_type).encrypted_in_transit


def test_a_mount_of_gcs_gives_its_account_to_the_cluster() -> None:
    source = GcsMount(bucket="models", service_account="m@example.iam.gserviceaccount.com")

    plan = planned(
        environment_with("gcp"), storage=Storage(mounts=(Mount(name="a", source=source),))
    )

    assert plan.mount_cluster
    assert plan.mount_cluster.google_service_account == source.service_account
    assert not plan.needs_aws


def test_a_peering_is_complete_on_both_sides() -> None:
    # given a peer that says its own account and region, and a workspace that says neither
    peer = Vpc(
        id="vpc-0bbbbbbbbbbbbbbbb",
        cidrs=("10.1.0.0/16",),
        route_tables=("rtb-0bbbbbbbbbbbbbbbb",),
        account="444455556666",
        region="eu-west-1",
        role_arn="arn:aws:iam::444455556666:role/peering",
    )
    workspace = Vpc(id="vpc-0aaaaaaaaaaaaaaaa", cidrs=("10.0.0.0/16",), route_tables=("rtb-0a",))
    peering = Peering(name="data", peer=peer, ports=(Port(name="sql", first=5432, last=5432),))

    plan = planned(
        replace(ENVIRONMENT, network=Network(workspace_vpc=workspace)),
        network=FamilyNetwork(peerings=(peering,)),
    )

    # then nothing is left to default, and it is told what the peering does not reach
    (decided,) = plan.peerings
    assert (decided.requester.account, decided.requester.region) == (ACCOUNT, "us-east-1")
    assert decided.needs_second_provider
    assert "2 routes" in told(plan, "peering")
    assert "account 444455556666 eu-west-1, through a second provider" in told(plan, "peering")
    assert "Model Serving" in told(plan, "peering")


def test_a_familys_access_goes_before_the_environments() -> None:
    own = Access(users=("t5-team",))

    assert planned(access=own).access == own
    assert "users: t5-team" in told(planned(access=own), "access")


def test_a_plan_is_the_same_every_time() -> None:
    family: Family = FAMILY

    assert plan_surroundings(family, ENVIRONMENT) == plan_surroundings(family, ENVIRONMENT)


CONNECTOR = "/subscriptions/1/resourceGroups/r/providers/Microsoft.Databricks/accessConnectors/c"
ON_AZURE = replace(
    environment_with("azure"),
    azure=Azure(access_connector_id=CONNECTOR, storage_account="models", container="files"),
)
ON_GCP = replace(environment_with("gcp"), gcp=Gcp(bucket="models"))


def test_on_azure_volumes_lie_in_a_folder_that_the_access_connector_reaches() -> None:
    plan = planned(ON_AZURE, storage=Storage())

    storage = plan.cloud_storage
    assert storage is not None
    assert storage.url == "abfss://files@models.dfs.core.windows.net/dev-t5"
    assert storage.volume_url("t5-base") == f"{storage.url}/t5-base"
    assert storage.access_connector_id == CONNECTOR
    assert CONNECTOR in told(plan, "volumes")
    assert not plan.needs_aws
    assert protection(plan, "volumes") == ("of the storage", "the storage's")


def test_on_google_cloud_the_bucket_must_let_the_service_account_in() -> None:
    plan = planned(ON_GCP, storage=Storage())

    assert plan.cloud_storage is not None
    assert plan.cloud_storage.url == "gs://models/dev-t5"
    assert "Storage Object Admin" in told(plan, "volumes")
    assert "storage_service_account" in told(plan, "volumes")


@pytest.mark.parametrize("environment", [ON_AZURE, ON_GCP])
def test_managed_volumes_stay_in_the_catalog(environment: Environment) -> None:
    assert planned(environment, storage=Storage(volume="managed")).cloud_storage is None


def test_without_a_place_volumes_are_managed() -> None:
    assert planned(environment_with("azure"), storage=Storage()).cloud_storage is None
