"""Environment variables that reach for a real account, and keeping them away from the sandbox."""

import sys
from collections.abc import Mapping
from pathlib import Path

from modelstacks.sandbox.home import PROFILE, SandboxHome

PREFIXES = ("DATABRICKS_", "ARM_", "AZURE_", "GOOGLE_", "AWS_")
"""Every variable that the Databricks, Azure, Google and AWS credential chains read."""

ALWAYS_STRONGER = ("DATABRICKS_HOST", "DATABRICKS_TOKEN")
"""What the official provider takes from the environment before it looks into its profile."""


def without_credentials(environ: Mapping[str, str]) -> dict[str, str]:
    """Return `environ` without anything that reaches for a real account."""
    return {name: value for name, value in environ.items() if not name.startswith(PREFIXES)}


def sandbox_environment(environ: Mapping[str, str], home: SandboxHome) -> dict[str, str]:
    """Return the environment of a command that shall see the sandbox and nothing else."""
    own_tools = str(Path(sys.executable).parent)
    path = environ.get("PATH", "")
    if own_tools not in path.split(":"):
        path = f"{own_tools}:{path}"
    return {
        **without_credentials(environ),
        "PATH": path,
        "ENVIRONMENT": "local",
        "DATABRICKS_CONFIG_FILE": str(home.databrickscfg),
        "DATABRICKS_CONFIG_PROFILE": PROFILE,
    }
