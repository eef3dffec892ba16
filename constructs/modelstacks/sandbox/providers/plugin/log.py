"""What the plugin says to Terraform's log.

Only when TF_LOG asks for it, only to stderr, and only places in the code: an exception's text or a
local variable may hold a secret.
"""

import os
import sys
import traceback


def trouble(what: str, error: BaseException) -> None:
    """Say where an unexpected error came from."""
    if not os.environ.get("TF_LOG"):
        return
    lines = [f"[ERROR] {what}: {type(error).__name__}"]
    for frame in traceback.extract_tb(error.__traceback__):
        lines.append(f"[ERROR]   {frame.filename}:{frame.lineno} in {frame.name}")
    print("\n".join(lines), file=sys.stderr, flush=True)
