"""Registered instance profiles, as clusters and pools see them."""

from modelstacks.sandbox.store import Transaction
from modelstacks.sandbox.workspace.errors import invalid
from modelstacks.sandbox.workspace.message import Json


def require_registered(tx: Transaction, attributes: Json) -> None:
    """Refuse `aws_attributes` whose instance profile the workspace does not know."""
    arn = attributes.get("instance_profile_arn")
    if arn and tx.get("instance_profile", arn) is None:
        raise invalid(
            f"The instance profile {arn} is not registered with this workspace;"
            " an administrator must add it first"
        )
