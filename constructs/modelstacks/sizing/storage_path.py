"""Where checkpoints and outputs go: one path per model, the same from every node."""

from modelstacks.sizing.context import Context
from modelstacks.sizing.plans import Reason

STORAGE_VARIABLE = "MODEL_STORAGE"
"""Environment variable that holds the path, on every node of a cluster."""


def storage_reason(context: Context) -> Reason:
    """Return what is said of the path in a plan."""
    because = f"the model's volume, ${STORAGE_VARIABLE} on every node"
    return Reason(decision="storage", value=context.storage_path, because=because)
