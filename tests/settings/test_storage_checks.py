"""Buckets have names of their own, and mounts a place of their own."""

import pytest

from modelstacks.settings.storage import S3Mount, default_bucket_name

from .conftest import ACCOUNT, ENVIRONMENT, FAMILY, ON_AWS, Config

T5 = "config/families/t5.yaml:6"
DEV = "config/environments/dev.yaml"
STATE = "state: {bucket: acme-state, region: us-east-1}\n"
LAKE = (
    "abfss: {account: lake, container: raw, client_id: 0d26daa6-5e44-4c97-a497-ef015f91254a, "
    "tenant_id: 0d26daa6-5e44-4c97-a497-ef015f91254a, secret: {scope: a, key: b}}"
)
PLAIN_FAMILY = FAMILY.replace("interactive: {}", "")


def named(name: str, family: str = "t5", beside: str = "") -> str:
    """An environment that names the bucket of a family."""
    bucket = f"families: {{{family}: {{storage: {{bucket: {{name: {name}}}}}}}}}\n"
    return f"{ON_AWS}{beside}{bucket}"


def second_family(config: Config, storage: str) -> None:
    text = FAMILY.replace("family: t5", "family: other")
    config.family(f"{text}storage: {storage}\n", "other")


def test_a_bucket_gets_a_name_of_its_own(config: Config) -> None:
    config.environment(f"{ON_AWS}storage: {{bucket_prefix: acme}}\n")
    config.family(f"{FAMILY}storage: {{bucket: {{}}}}\n")

    assert config.load().families[0].storage.bucket is not None
    assert default_bucket_name("acme", "dev", "t5", ACCOUNT) == f"acme-dev-t5-{ACCOUNT}"
    assert default_bucket_name(None, "dev", "t5", ACCOUNT) == f"modelstacks-dev-t5-{ACCOUNT}"


def test_a_default_name_that_is_too_long(config: Config) -> None:
    config.environment(f"{ON_AWS}storage: {{bucket_prefix: {'a' * 50}}}\n")
    config.family(f"{FAMILY}storage: {{bucket: {{}}}}\n")

    (problem,) = config.problems()
    assert problem.where == f"{T5} storage.bucket"
    assert "has 70 characters" in problem.found
    assert problem.allowed == "up to 63"


def test_a_name_in_a_family_file_is_one_for_all_environments(config: Config) -> None:
    config.environment(ON_AWS)
    config.family(f"{FAMILY}storage: {{bucket: {{name: acme}}}}\n")

    (problem,) = config.problems()
    assert problem.where == f"{T5} storage.bucket.name"
    assert "families" in problem.fix


def test_a_name_in_an_environment_is_taken(config: Config) -> None:
    config.environment(named("acme"))

    bucket = config.load().families[0].storage.bucket
    assert bucket is not None
    assert bucket.name == "acme"


@pytest.mark.parametrize(
    ("beside", "name", "what"),
    [
        (STATE, "acme-state", f"bucket of Terraform's state, {DEV}:6 state.bucket"),
        (
            "storage: {access_log: {bucket: acme-logs}}\n",
            "acme-logs",
            f"target of the access log, {DEV}:6 storage.access_log.bucket",
        ),
    ],
)
def test_a_name_that_the_environment_uses_itself(
    config: Config, beside: str, name: str, what: str
) -> None:
    config.environment(named(name, beside=beside))

    (problem,) = config.problems()
    assert problem.where == f"{DEV}:7 families.t5.storage.bucket.name"
    assert problem.found == f"the bucket name `{name}` is taken by the {what}"


def test_a_name_that_another_stack_has_by_default(config: Config) -> None:
    second_family(config, "{bucket: {}}")
    config.environment(named(f"modelstacks-dev-other-{ACCOUNT}"))

    (problem,) = config.problems()
    assert problem.where == f"{DEV}:6 families.t5.storage.bucket.name"
    assert "the stack of other, config/families/other.yaml:6 storage.bucket" in problem.found


def test_a_bucket_that_logs_into_itself(config: Config) -> None:
    log = f"access_log: {{bucket: modelstacks-dev-t5-{ACCOUNT}}}"
    config.environment(ON_AWS)
    config.family(f"{FAMILY}storage: {{bucket: {{{log}}}}}\n")

    (problem,) = config.problems()
    assert problem.where == f"{T5} storage.bucket.access_log.bucket"
    assert "log into itself" in problem.found


def test_an_external_volume_needs_the_bucket(config: Config) -> None:
    config.family(f"{FAMILY}storage: {{volume: external}}\n")

    (problem,) = config.problems()
    assert problem.where == f"{T5} storage.volume"


@pytest.mark.parametrize("text", ["false", "null"])
def test_an_environment_leaves_out_a_bucket_and_a_mount(config: Config, text: str) -> None:
    config.family(f"{FAMILY}storage: {{bucket: {{}}, mounts: {{raw: {{s3: {{bucket: abc}}}}}}}}\n")
    overlay = f"{{bucket: {text}, mounts: {{raw: {text}}}}}"
    config.environment(f"{ENVIRONMENT}families: {{t5: {{storage: {overlay}}}}}\n")

    storage = config.load().families[0].storage
    assert storage.bucket is None
    assert storage.mounts == ()


def test_an_environment_mounts_another_source(config: Config) -> None:
    config.family(f"{FAMILY}storage: {{mounts: {{raw: {{{LAKE}}}}}}}\n")
    overlay = "{mounts: {raw: {abfss: false, s3: {bucket: abc}}}}"
    config.environment(f"{ON_AWS}families: {{t5: {{storage: {overlay}}}}}\n")

    (mount,) = config.load().families[0].storage.mounts
    assert mount.source == S3Mount(bucket="abc")


@pytest.mark.parametrize(
    ("mounts", "path", "found"),
    [
        ("{own: {s3: {}}}", "own.s3", "it has none"),
        ("{FileStore: {s3: {bucket: abc}}}", "FileStore", "reads like /FileStore"),
        ("{volumes: {s3: {bucket: abc}}}", "volumes", "reads like /Volumes"),
        (
            "{raw: {gcs: {bucket: abc, service_account: a@b.example}}}",
            "raw.gcs",
            "this workspace is on aws",
        ),
    ],
)
def test_a_mount_that_cannot_be(config: Config, mounts: str, path: str, found: str) -> None:
    config.environment(ON_AWS)
    config.family(f"{FAMILY}storage: {{mounts: {mounts}}}\n")

    (problem,) = config.problems()
    assert problem.where == f"{T5} storage.mounts.{path}"
    assert found in problem.found


@pytest.mark.parametrize("folder", ["clusters", "volumes", "volumes/t5_base"])
def test_a_folder_of_the_bucket_that_is_taken(config: Config, folder: str) -> None:
    config.environment(ON_AWS)
    mounts = f"{{own: {{s3: {{prefix: {folder}}}}}}}"
    config.family(f"{FAMILY}storage: {{bucket: {{}}, mounts: {mounts}}}\n")

    (problem,) = config.problems()
    assert problem.where == f"{T5} storage.mounts.own.s3.prefix"


def test_two_families_mount_under_one_name(config: Config) -> None:
    config.family(f"{FAMILY}storage: {{mounts: {{raw: {{{LAKE}}}}}}}\n")
    second_family(config, f"{{mounts: {{raw: {{{LAKE}}}}}}}")

    (problem,) = config.problems()
    assert problem.where == f"{T5} storage.mounts.raw"
    assert "`/mnt/raw` is mounted already, config/families/other.yaml:6" in problem.found


@pytest.mark.parametrize("key", ["legacy_dbfs", "legacy_features"])
def test_no_mounts_where_legacy_is_off(config: Config, key: str) -> None:
    config.environment(f"{ENVIRONMENT}security: {{{key}: false}}\n")
    config.family(f"{FAMILY}storage: {{mounts: {{raw: {{{LAKE}}}}}}}\n")

    (problem,) = config.problems()
    assert problem.where == f"{T5} storage.mounts.raw"
    assert f"{DEV}:5 security.{key}" in problem.found
    assert "/Volumes/" in problem.fix


@pytest.mark.parametrize(
    ("cloud", "region", "mount"),
    [
        ("azure", "eastus", LAKE),
        ("gcp", "us-east4", LAKE),
        ("gcp", "us-east4", "gcs: {bucket: abc, service_account: a@b.example}"),
    ],
)
def test_mounts_on_other_clouds(config: Config, cloud: str, region: str, mount: str) -> None:
    config.environment(ENVIRONMENT.replace("aws", cloud).replace("us-east-1", region))
    config.family(f"{PLAIN_FAMILY}storage: {{mounts: {{raw: {{{mount}}}}}}}\n")

    assert len(config.load().families[0].storage.mounts) == 1


def test_an_s3_mount_needs_nodes_on_aws(config: Config) -> None:
    config.environment(ENVIRONMENT.replace("aws", "azure").replace("us-east-1", "eastus"))
    config.family(f"{PLAIN_FAMILY}storage: {{mounts: {{raw: {{s3: {{bucket: abc}}}}}}}}\n")

    (problem,) = config.problems()
    assert "this workspace is on azure" in problem.found
