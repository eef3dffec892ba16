"""What holds for a family: its own word, else its environment's."""

from dataclasses import replace

from modelstacks.settings.access import Access
from modelstacks.settings.encryption import Encryption
from modelstacks.settings.project import Environment, Family


def family_access(family: Family, environment: Environment) -> Access:
    """Return who may do what with what the family deploys."""
    return family.access or environment.access


def family_encryption(family: Family, environment: Environment) -> Encryption:
    """Return the environment's encryption, with what the family says itself laid over it."""
    own = family.encryption
    said = {
        key: value
        for key in ("kms_key_arn", "local_disks", "in_transit")
        if (value := getattr(own, key)) is not None
    }
    if own.kms_key_arn:
        said["keys"] = "customer"
    return replace(environment.encryption, **said)
