"""Which disks a cluster needs beside those of its nodes."""

from modelstacks.catalog import NodeType
from modelstacks.sizing.context import Context
from modelstacks.sizing.plans import EbsVolumes, Reason


def choose_ebs(
    worker: NodeType, driver: NodeType, context: Context
) -> tuple[EbsVolumes | None, Reason]:
    """Return the volumes that the nodes need beside their own disks, and why."""
    bare = sorted({node.name for node in (worker, driver) if not node.nvme_gb})
    if context.environment.cloud != "aws":
        return None, Reason(decision="ebs", value="none", because="only AWS has EBS volumes")
    if not bare:
        because = f"NVMe: {worker.name} {worker.nvme_gb} GB, {driver.name} {driver.nvme_gb} GB"
        return None, Reason(decision="ebs", value="none", because=because)
    ebs = context.rules.ebs
    because = f"{' and '.join(bare)} without NVMe cannot start without a volume"
    value = f"{ebs.count} x {ebs.size_gib} GiB"
    return ebs, Reason(decision="ebs", value=value, because=because)
