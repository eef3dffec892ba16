"""What follows a synth: folders that suit the environment, and a running sandbox."""

import os
from collections.abc import Iterable
from pathlib import Path

from modelstacks.sandbox.credentials import require_configured_endpoints
from modelstacks.sandbox.home import SandboxHome
from modelstacks.sandbox.output_folder import prepare_stack_dir
from modelstacks.sandbox.process import ensure_running
from modelstacks.settings.project import Environment


def ensure_local(
    environment: Environment, home: SandboxHome, output: Path, stacks: Iterable[str]
) -> None:
    """Prepare the folder of every stack under `output`; start the sandbox where it is needed.

    Says nothing when all is well: `cdktf` shows what is printed here as an error.
    """
    for stack in stacks:
        prepare_stack_dir(output / "stacks" / stack, environment=environment, home=home)
    if environment.sandbox:
        require_configured_endpoints(os.environ)
        ensure_running(
            home, environment.sandbox, cloud=environment.cloud, region=environment.region
        )
