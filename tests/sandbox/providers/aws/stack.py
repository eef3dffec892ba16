"""A folder with a stack of AWS types, and real Terraform to run it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from sandbox.providers.aws.cloud import Cloud

from modelstacks.sandbox.providers.installation import install_builtin

HERE = Path(__file__).parent
_SUMMARY = re.compile(r"Plan: (\d+) to add, (\d+) to change, (\d+) to destroy")


def summary(output: str) -> tuple[int, ...]:
    """Return what a plan adds, changes and destroys."""
    found = _SUMMARY.search(output)
    assert found, output
    return tuple(map(int, found.groups()))


class Stack:
    """A folder that Terraform runs in, on the built-in provider."""

    def __init__(self, folder: Path, configuration: str, cloud: Cloud, **variables: str) -> None:
        self.folder = folder / "stack"
        self.folder.mkdir()
        shutil.copy(HERE / "provider.tf", self.folder)
        (self.folder / "main.tf").write_text(configuration)
        needed = {"vpc": "", "near_vpc": "", "far_vpc": "", **variables}
        (self.folder / "terraform.tfvars.json").write_text(json.dumps(needed))
        (folder / "awsconfig").write_text(
            f"[profile modelstacks-sandbox]\nregion = us-east-1\nendpoint_url = {cloud.url}\n"
        )
        (folder / "awscredentials").write_text(
            "[modelstacks-sandbox]\naws_access_key_id = test\naws_secret_access_key = test\n"
        )
        install_builtin(self.folder, python=Path(sys.executable))
        self.run("init", "-input=false")

    def run(self, *arguments: str, exit_code: int = 0, **environment: str) -> str:
        command = ["terraform", arguments[0], "-no-color", *arguments[1:]]
        everything = {
            **os.environ,
            "CHECKPOINT_DISABLE": "1",
            "TF_CLI_CONFIG_FILE": os.devnull,
            # Must not count: the profile does.
            "AWS_ACCESS_KEY_ID": "somebody",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_PROFILE": "prod",
            "AWS_REGION": "eu-north-1",
            "AWS_ENDPOINT_URL": "http://192.0.2.1:1",
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
            **environment,
        }
        result = subprocess.run(
            command, cwd=self.folder, env=everything, capture_output=True, text=True, check=False
        )
        output = result.stdout + result.stderr
        assert result.returncode == exit_code, output
        return output

    def apply(self, *arguments: str, exit_code: int = 0) -> str:
        return self.run("apply", "-auto-approve", "-input=false", *arguments, exit_code=exit_code)

    def plan(self, *arguments: str, exit_code: int) -> str:
        return self.run(
            "plan", "-detailed-exitcode", "-input=false", *arguments, exit_code=exit_code
        )

    def state(self) -> list[dict[str, Any]]:
        """Return the instances in the state."""
        document = json.loads((self.folder / "terraform.tfstate").read_text())
        return [
            {
                "type": resource["type"],
                "address": f"{resource['type']}.{resource['name']}{_key(instance)}",
                "alias": "peer" if resource["provider"].endswith(".peer") else None,
                **instance,
            }
            for resource in document["resources"]
            if resource["mode"] == "managed"
            for instance in resource["instances"]
        ]


def _key(instance: dict[str, Any]) -> str:
    return f"[{json.dumps(instance['index_key'])}]" if "index_key" in instance else ""
