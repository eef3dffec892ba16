"""What holds for a family: its own word, else its environment's."""

from modelstacks.settings.access import Access
from modelstacks.settings.effective import family_access, family_encryption

from .conftest import ENVIRONMENT, FAMILY, Config

GROUPS = "access: {users: [everybody], operators: [platform]}\n"


def test_a_family_names_groups_role_by_role(config: Config) -> None:
    config.environment(f"{ENVIRONMENT}{GROUPS}")
    config.family(f"{FAMILY}access: {{engineers: [t5-engineers], operators: []}}\n")

    project = config.load()
    assert family_access(project.families[0], project.environment) == Access(
        users=("everybody",), engineers=("t5-engineers",), operators=()
    )


def test_a_family_that_names_no_group_has_the_environments(config: Config) -> None:
    config.environment(f"{ENVIRONMENT}{GROUPS}")

    project = config.load()
    assert family_access(project.families[0], project.environment) == project.environment.access


def test_an_environment_names_the_groups_of_a_family(config: Config) -> None:
    config.family(f"{FAMILY}access: {{users: [a], engineers: [b]}}\n")
    config.environment(f"{ENVIRONMENT}families: {{t5: {{access: {{users: [c]}}}}}}\n")

    access = config.load().families[0].access
    assert access == Access(users=("c",), engineers=("b",))


def test_a_family_that_says_nothing_is_encrypted_as_its_environment(config: Config) -> None:
    config.environment(f"{ENVIRONMENT}encryption: {{keys: aws, in_transit: true}}\n")

    project = config.load()
    encryption = family_encryption(project.families[0], project.environment)
    assert encryption == project.environment.encryption
    assert encryption.in_transit
