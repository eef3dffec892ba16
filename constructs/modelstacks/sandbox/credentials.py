"""Environment variables that reach for a real account, and keeping them away from the sandbox."""

import sys
from collections.abc import Mapping
from pathlib import Path

from modelstacks.errors import ModelStacksError
from modelstacks.sandbox.home import PROFILE, SandboxHome

PREFIXES = ("DATABRICKS_", "ARM_", "AZURE_", "GOOGLE_", "AWS_")
"""Every variable that the Databricks, Azure, Google and AWS credential chains read."""

ALWAYS_STRONGER = ("DATABRICKS_HOST", "DATABRICKS_TOKEN")
"""What the official provider takes from the environment before it looks into its profile."""


IGNORES_ENDPOINTS = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"
"""With it, an endpoint in a profile counts for nothing, and calls go to AWS."""


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
        "AWS_CONFIG_FILE": str(home.awsconfig),
        "AWS_SHARED_CREDENTIALS_FILE": str(home.awscredentials),
        "AWS_PROFILE": PROFILE,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def require_configured_endpoints(environ: Mapping[str, str]) -> None:
    """Refuse an environment in which AWS tools would not heed the sandbox's endpoint."""
    value = environ.get(IGNORES_ENDPOINTS, "")
    if value.lower() == "true":
        raise ModelStacksError(
            f"{IGNORES_ENDPOINTS} is set to {value}: AWS tools would leave the sandbox's endpoint"
            " aside and call AWS itself.\n"
            f"    fix: `unset {IGNORES_ENDPOINTS}`, or `modelstacks sandbox run -- COMMAND`"
        )
