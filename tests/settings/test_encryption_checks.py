"""What is said of encryption does not contradict itself."""

from modelstacks.settings.effective import family_encryption

from .conftest import ACCOUNT, FAMILY, ON_AWS, Config

KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
DEV = "config/environments/dev.yaml"


def test_keys_of_s3_and_a_key_of_ours(config: Config) -> None:
    config.environment(f"{ON_AWS}encryption: {{keys: aws, kms_key_arn: '{KEY}'}}\n")

    (problem,) = config.problems()
    assert problem.where == f"{DEV}:6 encryption.kms_key_arn"
    assert problem.fix == "keep one of the two"


def test_keys_of_the_workspace_that_are_none(config: Config) -> None:
    account = "0d26daa6-5e44-4c97-a497-ef015f91254a"
    config.environment(f"{ON_AWS}encryption: {{workspace: {{databricks_account_id: {account}}}}}\n")

    (problem,) = config.problems()
    assert problem.where == f"{DEV}:6 encryption.workspace"
    assert "storage_key_arn" in problem.allowed


def test_a_family_takes_nothing_back(config: Config) -> None:
    config.environment(f"{ON_AWS}encryption: {{in_transit: true, local_disks: true}}\n")
    config.family(f"{FAMILY}encryption: {{in_transit: false, local_disks: false}}\n")

    problems = config.problems()
    assert {problem.where.partition(" ")[2] for problem in problems} == {
        "encryption.in_transit",
        "encryption.local_disks",
    }
    assert f"{DEV}:6 encryption.in_transit" in problems[1].found


def test_a_family_may_do_without_what_nobody_demands(config: Config) -> None:
    config.family(f"{FAMILY}encryption: {{local_disks: false}}\n")

    project = config.load()
    assert not family_encryption(project.families[0], project.environment).local_disks


def test_a_family_asks_for_more(config: Config) -> None:
    config.environment(f"{ON_AWS}encryption: {{keys: aws}}\n")
    config.family(f"{FAMILY}encryption: {{in_transit: true, kms_key_arn: '{KEY}'}}\n")

    project = config.load()
    encryption = family_encryption(project.families[0], project.environment)
    assert encryption.in_transit
    assert encryption.keys == "customer"
    assert encryption.kms_key_arn == KEY
