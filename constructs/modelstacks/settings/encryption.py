"""What is encrypted, and by which key: settings of `encryption`."""

from typing import Literal

from modelstacks.frozen import frozen


@frozen
class WorkspaceKeys:
    """Customer-managed keys of the workspace, registered with the Databricks account."""

    databricks_account_id: str
    managed_services_key_arn: str | None = None
    """Encrypts notebooks, secrets and queries. Default: a key of Databricks."""

    storage_key_arn: str | None = None
    """Encrypts the root bucket and EBS. Default: a key of AWS."""


@frozen
class Encryption:
    """How an environment encrypts. A family may narrow it."""

    keys: Literal["customer", "aws"] = "customer"
    """`customer`: a KMS key per family, ours to rotate and revoke. `aws`: keys of S3."""

    kms_key_arn: str | None = None
    """A KMS key that exists already, instead of one per family."""

    deletion_window_days: int = 30
    """Days between the order to delete a key and its end, 7 to 30."""

    local_disks: bool = True
    """Whether the disks in the nodes are encrypted."""

    in_transit: bool = False
    """Whether only node types are taken that encrypt what they send each other."""

    workspace: WorkspaceKeys | None = None


@frozen
class FamilyEncryption:
    """What a family asks beyond its environment. `None`: what the environment says."""

    kms_key_arn: str | None = None
    local_disks: bool | None = None
    in_transit: bool | None = None
