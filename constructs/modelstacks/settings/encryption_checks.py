"""Checks what is said of encryption against itself."""

from collections.abc import Iterator, Sequence

from modelstacks.errors import Problem
from modelstacks.settings.document import Document


def encryption_problems(environment: Document, families: Sequence[Document]) -> Iterator[Problem]:
    """Yield contradictions, and families that take back what their environment demands."""
    said = environment.get("encryption") or {}
    if said.get("keys") == "aws" and "kms_key_arn" in said:
        yield Problem(
            where=environment.where(("encryption", "kms_key_arn")),
            found="`keys: aws` takes the keys of S3, and a key of yours is named",
            fix="keep one of the two",
        )
    workspace = said.get("workspace")
    if workspace is not None and not workspace.keys() - {"databricks_account_id"}:
        yield Problem(
            where=environment.where(("encryption", "workspace")),
            found="names no key",
            allowed="managed_services_key_arn, storage_key_arn, or both",
        )
    for family in families:
        for key in ("local_disks", "in_transit"):
            if said.get(key) is True and family.get("encryption", key) is False:
                place = environment.where(("encryption", key))
                yield Problem(
                    where=family.where(("encryption", key)),
                    found=f"takes back what the environment demands ({place})",
                    fix="a family may only ask for more: leave it out",
                )
