"""What is written around the models, as values; what is not written defaults."""

from modelstacks.settings.encryption import Encryption, WorkspaceKeys
from modelstacks.settings.network import FamilyNetwork, Network, Peering, Port, Vpc
from modelstacks.settings.security import AutomaticUpdate, Security, Tokens
from modelstacks.settings.storage import (
    AccessLog,
    AdlsMount,
    Bucket,
    Mount,
    S3Mount,
    Storage,
    StorageDefaults,
)

from .conftest import ACCOUNT, FAMILY, ON_AWS, Config

UUID = "0d26daa6-5e44-4c97-a497-ef015f91254a"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/{UUID}"


def test_nothing_written_is_nothing_set(config: Config) -> None:
    project = config.load()

    environment, (family,) = project.environment, project.families
    assert environment.aws is None
    assert environment.storage == StorageDefaults()
    assert environment.network == Network()
    assert environment.encryption == Encryption()
    assert environment.security.is_empty
    assert family.storage == Storage()
    assert family.network == FamilyNetwork()
    assert family.access is None


def test_storage(config: Config) -> None:
    config.environment(f"{ON_AWS}storage: {{access_log: {{bucket: acme-logs, prefix: s3/}}}}\n")
    secret = "secret: {scope: a, key: b}"
    lake = f"account: lake, container: raw, client_id: {UUID}, tenant_id: {UUID}, {secret}"
    config.family(
        f"{FAMILY}storage:\n  bucket: {{noncurrent_days: 3}}\n  volume: managed\n"
        f"  mounts: {{own: {{s3: {{}}}}, lake: {{abfss: {{{lake}}}}}}}\n"
    )

    project = config.load()
    assert project.environment.storage.access_log == AccessLog(bucket="acme-logs", prefix="s3/")
    assert project.families[0].storage == Storage(
        bucket=Bucket(noncurrent_days=3),
        volume="managed",
        mounts=(
            Mount(name="own", source=S3Mount()),
            Mount(
                name="lake",
                source=AdlsMount(
                    account="lake",
                    container="raw",
                    client_id=UUID,
                    tenant_id=UUID,
                    secret_scope="a",
                    secret_key="b",
                ),
            ),
        ),
    )


def test_ports_in_their_three_forms(config: Config) -> None:
    ours = "id: vpc-00000001, cidrs: [10.0.0.0/16], route_tables: [rtb-00000001]"
    peer = (
        "id: vpc-00000002, cidrs: [10.1.0.0/16], route_tables: [rtb-00000002], "
        "security_groups: [sg-00000002]"
    )
    ports = "postgres: 5432, nccl: 1024-2048, dns: {port: 53, protocol: udp}"
    config.environment(
        f"{ON_AWS}network:\n  workspace_vpc: {{{ours}}}\n"
        f"  peerings: {{lake: {{peer: {{{peer}}}, ports: {{{ports}}}, dns: false}}}}\n"
    )

    assert config.load().environment.network.peerings == (
        Peering(
            name="lake",
            peer=Vpc(
                id="vpc-00000002",
                cidrs=("10.1.0.0/16",),
                route_tables=("rtb-00000002",),
                security_groups=("sg-00000002",),
            ),
            ports=(
                Port(name="postgres", first=5432, last=5432),
                Port(name="nccl", first=1024, last=2048),
                Port(name="dns", first=53, last=53, protocol="udp"),
            ),
            dns=False,
        ),
    )


def test_keys_of_the_workspace(config: Config) -> None:
    workspace = f"{{databricks_account_id: {UUID}, storage_key_arn: '{KEY}'}}"
    config.environment(f"{ON_AWS}encryption: {{workspace: {workspace}}}\n")

    assert config.load().environment.encryption.workspace == WorkspaceKeys(
        databricks_account_id=UUID, storage_key_arn=KEY
    )


def test_security(config: Config) -> None:
    config.environment(
        f"{ON_AWS}security:\n  automatic_update: {{day: sunday, hour: 0}}\n"
        "  tokens: {max_days: 730, users: [a]}\n  restrict_admins: false\n"
        "  system_schemas: [access]\n"
    )

    assert config.load().environment.security == Security(
        automatic_update=AutomaticUpdate(day="sunday", hour=0),
        tokens=Tokens(max_days=730, users=("a",)),
        restrict_admins=False,
        system_schemas=("access",),
    )
