"""Real Terraform and the user's plugin cache, which cdktf-cli always sets."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from modelstacks.sandbox.home import SandboxHome
from modelstacks.sandbox.output_folder import prepare_stack_dir
from modelstacks.sandbox.providers.installation import BUILTIN
from modelstacks.settings.project import Environment, SandboxSettings

TERRAFORM = os.environ.get("TERRAFORM_BINARY_NAME", "terraform")
SOURCE, VERSION = BUILTIN["databricks"]
LOCAL = Environment(
    name="local", cloud="aws", region="us-east-1", catalog="local", sandbox=SandboxSettings()
)
STACK = {
    "terraform": {"required_providers": {"databricks": {"source": SOURCE, "version": VERSION}}}
}


def init(stack_dir: Path, cache: Path) -> str:
    done = subprocess.run(
        [shutil.which(TERRAFORM) or TERRAFORM, "init", "-input=false", "-no-color"],
        cwd=stack_dir,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(cache.parent),
            "TF_PLUGIN_CACHE_DIR": str(cache),
            "CHECKPOINT_DISABLE": "1",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.e2e
def test_built_in_providers_stay_out_of_the_cache(tmp_path: Path) -> None:
    # given two checkouts of one user
    cache = tmp_path / "user" / "plugin-cache"
    cache.mkdir(parents=True)
    for name in ("one", "two"):
        stack_dir = tmp_path / name / "cdktf.out" / "stacks" / "t5-stack"
        stack_dir.mkdir(parents=True)
        (stack_dir / "cdk.tf.json").write_text(json.dumps(STACK))
        home = SandboxHome(tmp_path / name / ".sandbox")

        # when each is prepared and initialized, twice
        for _ in range(2):
            prepare_stack_dir(stack_dir, environment=LOCAL, home=home)
            said = init(stack_dir, cache)

            # then Terraform finds everything installed
            assert f"Using previously-installed {SOURCE} v{VERSION}" in said

    # and no checkout left in the cache what another one, or another environment, would trip over
    assert list(cache.iterdir()) == []
