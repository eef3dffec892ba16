"""A user's checkout in a temporary folder, on a sandbox of its own."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import urllib3

from modelstacks.sandbox.aws.client import aws_client
from modelstacks.sandbox.home import SandboxHome

ROOT = Path(__file__).resolve().parent.parent.parent
TERRAFORM = os.environ.get("TERRAFORM_BINARY_NAME", "terraform")
_TIMEOUT_SECONDS = 180


@dataclass(frozen=True, kw_only=True)
class Project:
    """Runs the commands that a user runs, in a copy of what a user owns."""

    root: Path
    stack: str = "t5-stack"

    @classmethod
    def create(cls, root: Path, *, llama: bool = False) -> "Project":
        """Copy config/, stacks/ and main.py; lifecycles take no time in this sandbox.

        `llama`: with the Llama family as shipped. It would double the time of every synth.
        """
        for name in ("config", "stacks"):
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("main.py", "cdktf.json"):
            shutil.copy(ROOT / name, root / name)
        project = cls(root=root)
        project.edit("config/environments/local.yaml", "sandbox:\n", "sandbox:\n  polls: 0\n")
        if not llama:
            project.edit(
                "config/environments/local.yaml",
                "  llama-3-2:\n    enabled: true\n",
                "  llama-3-2:\n    enabled: false\n",
            )
        return project

    @property
    def home(self) -> SandboxHome:
        """The sandbox folder."""
        return SandboxHome(self.root / ".sandbox")

    @property
    def stack_dir(self) -> Path:
        """The folder that Terraform runs in."""
        return self.root / "cdktf.out" / "stacks" / self.stack

    def edit(self, file: str, old: str, new: str) -> None:
        """Change the first `old` of a file, which must be there."""
        path = self.root / file
        text = path.read_text()
        assert old in text, f"{file} does not hold {old!r}"
        path.write_text(text.replace(old, new, 1))

    def only_family(self, text: str) -> None:
        """Leave the t5 family alone, as `text` describes it; the environment adds nothing to it."""
        families = self.root / "config/families"
        for file in families.iterdir():
            file.unlink()
        (families / "t5.yaml").write_text(text)
        environment = self.root / "config/environments/local.yaml"
        kept, found, dropped = environment.read_text().partition("\nfamilies:\n")
        assert found, "local.yaml says nothing of families"
        assert all(line.startswith(" ") for line in dropped.splitlines()), "something follows them"
        environment.write_text(kept + "\n")

    def run(
        self,
        *command: str | Path,
        env: dict[str, str] | None = None,
        ok: bool = True,
        cwd: Path | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in the project and, if asked, insist that it succeeds."""
        scripts = Path(sys.executable).parent
        plain = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("DATABRICKS_", "AWS_", "ARM_", "TF_", "CDKTF_"))
        }
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd or self.root,
            env=plain
            | {"PATH": f"{scripts}{os.pathsep}{plain['PATH']}", "ENVIRONMENT": "local"}
            | {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "FORCE_COLOR": "0"}
            | (env or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
        if ok:
            assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done

    def synth(self, **env: str) -> None:
        """Synthesize all stacks; starts the sandbox."""
        self.run(sys.executable, "main.py", env=env)

    def terraform(
        self, *arguments: str, env: dict[str, str] | None = None, ok: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run Terraform in the stack's folder."""
        return self.run(TERRAFORM, *arguments, "-no-color", env=env, ok=ok, cwd=self.stack_dir)

    def init(self) -> None:
        """Install the providers and open the state."""
        self.terraform("init", "-input=false")

    def apply(self, *options: str, ok: bool = True) -> subprocess.CompletedProcess[str]:
        """Apply what was synthesized."""
        return self.terraform("apply", "-auto-approve", "-input=false", *options, ok=ok)

    def destroy(self, ok: bool = True) -> subprocess.CompletedProcess[str]:
        """Destroy what the state holds."""
        return self.terraform("destroy", "-auto-approve", "-input=false", ok=ok)

    def plan(self) -> dict[str, list[str]]:
        """Plan, and return what would change: address to actions."""
        return {address: change["actions"] for address, change in self.changes().items()}

    def changes(self) -> dict[str, dict[str, Any]]:
        """Plan, and return what would change: address to Terraform's account of the change."""
        self.terraform("plan", "-input=false", "-out=tests.plan")
        plan = json.loads(self.terraform_json("show", "-json", "tests.plan"))
        return {
            change["address"]: change["change"]
            for change in plan.get("resource_changes", [])
            if change["change"]["actions"] not in (["no-op"], ["read"])
        }

    def terraform_json(self, *arguments: str) -> str:
        """Run a Terraform command that prints JSON."""
        return self.run(TERRAFORM, *arguments, cwd=self.stack_dir).stdout

    def addresses(self) -> list[str]:
        """Every managed resource in the state."""
        listed = self.terraform("state", "list").stdout.split()
        return [address for address in listed if not address.startswith("data.")]

    def state_resources(self) -> dict[str, dict[str, Any]]:
        """Every managed resource of the state with its values, by address."""
        shown = json.loads(self.terraform_json("show", "-json"))
        return {
            resource["address"]: resource
            for resource in shown["values"]["root_module"]["resources"]
            if resource["mode"] == "managed"
        }

    def api(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Call the workspace as somebody who goes round Terraform."""
        profile = dict(
            line.split(" = ", 1)
            for line in (self.root / ".sandbox" / "databrickscfg").read_text().splitlines()
            if " = " in line
        )
        answer = urllib3.request(
            method,
            profile["host"].rstrip("/") + path,
            json=body,
            headers={"Authorization": f"Bearer {profile['token']}"},
            timeout=_TIMEOUT_SECONDS,
        )
        assert answer.status == 200, f"{method} {path}: {answer.status} {answer.data!r}"
        return answer.json() if answer.data else None

    def aws(self, service: str, region: str | None = None, account: str | None = None) -> Any:
        """Return a client of the AWS half, for somebody who goes round Terraform."""
        return aws_client(service, region, account, home=self.home)

    def fault(self, *arguments: str) -> None:
        """Make something go wrong."""
        self.run("modelstacks", "sandbox", "fault", "add", *arguments)

    def restart(self) -> None:
        """Stop the sandbox and start it again."""
        self.down()
        self.run("modelstacks", "sandbox", "up")

    def down(self) -> None:
        """Stop the sandbox."""
        self.run("modelstacks", "sandbox", "down")
