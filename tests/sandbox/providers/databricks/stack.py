"""A folder with a stack of every served type, and real Terraform to run it."""

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.providers.databricks.serve_workspace import TOKEN

from modelstacks.sandbox.providers.installation import install_builtin

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """A running workspace."""

    port: int

    def call(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as response:
            return json.loads(response.read() or b"{}")

    def fault(self, **wish: Any) -> None:
        self.call("POST", "/sandbox/faults", wish)

    def cluster_names(self) -> list[str]:
        clusters = self.call("GET", "/api/2.1/clusters/list").get("clusters") or []
        return sorted(cluster["cluster_name"] for cluster in clusters)


@contextmanager
def workspace(folder: Path) -> Iterator[Workspace]:
    """Serve a workspace while the block runs."""
    command = [sys.executable, str(HERE / "serve_workspace.py"), str(folder / "state.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Workspace(port=int(process.stdout.readline()))
        finally:
            process.terminate()


class Stack:
    """A folder that Terraform runs in: on the official provider of a mirror, or the built-in."""

    def __init__(
        self, folder: Path, configuration: str, *, port: int, mirror: Path | None = None
    ) -> None:
        self.folder = folder / "stack"
        self.folder.mkdir()
        shutil.copy(HERE / "provider.tf", self.folder)
        (self.folder / "main.tf").write_text(configuration)
        (self.folder / "nb.py").write_text("# Databricks notebook source\nprint(1)\n")
        for number in (1, 2):
            board = {"pages": [{"name": f"p{number}"}]}
            (self.folder / f"board-{number}.json").write_text(json.dumps(board))
        (folder / "profiles.cfg").write_text(
            f"[sandbox]\nhost = http://127.0.0.1:{port}\ntoken = {TOKEN}\n"
        )
        self._rc = os.devnull
        # Must not count for the built-in provider: the profile does. The official one takes it.
        self._misleading = {
            "DATABRICKS_HOST": "https://example.cloud.databricks.com",
            "DATABRICKS_TOKEN": "x",
        }
        if mirror is None:
            install_builtin(self.folder, python=Path(sys.executable))
        else:
            self._rc = str(folder / "terraform.rc")
            self._misleading = dict.fromkeys(self._misleading, "")
            Path(self._rc).write_text(
                f'provider_installation {{\n  filesystem_mirror {{ path = "{mirror}" }}\n}}\n'
            )
        self.run("init", "-input=false")

    def run(self, *arguments: str, exit_code: int = 0, **environment: str) -> str:
        command = ["terraform", arguments[0], "-no-color", *arguments[1:]]
        everything = {
            **os.environ,
            "CHECKPOINT_DISABLE": "1",
            "TF_CLI_CONFIG_FILE": self._rc,
            **self._misleading,
            **environment,
        }
        result = subprocess.run(
            command, cwd=self.folder, env=everything, capture_output=True, text=True, check=False
        )
        output = result.stdout + result.stderr
        assert result.returncode == exit_code, output
        return output

    def apply(self, *arguments: str, exit_code: int = 0, **environment: str) -> str:
        return self.run(
            "apply", "-auto-approve", "-input=false", *arguments, exit_code=exit_code, **environment
        )

    def plan(self, *arguments: str, exit_code: int) -> str:
        return self.run(
            "plan", "-detailed-exitcode", "-input=false", *arguments, exit_code=exit_code
        )

    def state(self) -> list[dict[str, Any]]:
        """Return the instances in the state."""
        document = json.loads((self.folder / "terraform.tfstate").read_text())
        return [
            {"address": f"{resource['type']}.{resource['name']}", **instance}
            for resource in document["resources"]
            if resource["mode"] == "managed"
            for instance in resource["instances"]
        ]
