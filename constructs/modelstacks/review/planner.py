"""Runs Terraform to a plan: synth, init, plan, and the plan as JSON, one folder per environment.

Each environment has an output folder of its own, so that several can be planned side by side, and
beside what `cdktf deploy` uses. Plans and their JSON hold secrets: only the owner may read them.
"""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from modelstacks.errors import ModelStacksError
from modelstacks.frozen import frozen
from modelstacks.settings.redaction import redacted
from modelstacks.toolchain.problem import ToolchainError
from modelstacks.toolchain.terraform import INSTALL, Terraform, find

OUTPUT = Path("cdktf.out") / "plans"
"""Where plans go, from the root of a project."""

PLAN, PLAN_JSON = "plan.tfplan", "plan.json"
_MOST_LINES = 40
_NONE, _FAILED, _CHANGES = 0, 1, 2


class PlannerError(ModelStacksError):
    """A step on the way to a plan failed; carries what the program said."""


@frozen
class Planned:
    """One stack, planned."""

    stack: str
    environment: str
    folder: Path
    """Where Terraform ran; `terraform apply plan.tfplan` works there."""

    plan: Path
    json: Path
    has_changes: bool
    is_failed: bool
    """Whether Terraform failed and left an incomplete plan."""


@frozen
class Planner:
    """Plans the stacks of a project."""

    root: Path
    """Root of the project: where `cdktf.json` is."""

    terraform: Terraform
    output: Path
    """Folder for the plans; each environment gets one in it."""

    say: Callable[[str], None]
    """Told each step."""

    lock: bool = True
    """Whether the state is locked meanwhile. A role that may only read cannot lock it."""

    def plan(self, environment: str, stacks: Sequence[str]) -> list[Planned]:
        """Synthesize an environment and plan the named stacks. Raises `PlannerError`."""
        out = (self.root / self.output / environment).resolve()
        out.mkdir(parents=True, exist_ok=True)
        self.say(f"{environment}: synthesizing")
        self._run(
            self._app(),
            self.root,
            {
                "ENVIRONMENT": environment,
                "CDKTF_OUTDIR": str(out),
                "MODELSTACKS_STACKS": " ".join(stacks),
            },
        )
        return [self._plan(environment, stack, out / "stacks" / stack) for stack in stacks]

    def _plan(self, environment: str, stack: str, folder: Path) -> Planned:
        if not folder.is_dir():
            raise PlannerError(f"{stack}: nothing was synthesized for it in {folder}")
        self.say(f"{environment}: planning {stack}")
        plan, written = folder / PLAN, folder / PLAN_JSON
        for old in (plan, written):
            old.unlink(missing_ok=True)
        self._terraform(folder, "init", "-input=false", "-no-color")
        arguments = ["-input=false", "-no-color", "-detailed-exitcode", f"-out={PLAN}"]
        if not self.lock:
            arguments.append("-lock=false")
        done = self._terraform(folder, "plan", *arguments, allowed=(_NONE, _FAILED, _CHANGES))
        if not plan.exists():
            raise PlannerError(_told(f"{stack} in {environment}: terraform plan failed", done))
        plan.chmod(0o600)
        shown = self._terraform(folder, "show", "-json", PLAN)
        _write_private(written, shown.stdout)
        return Planned(
            stack=stack,
            environment=environment,
            folder=folder,
            plan=plan,
            json=written,
            has_changes=done.returncode == _CHANGES,
            is_failed=done.returncode == _FAILED,
        )

    def _app(self) -> list[str]:
        file = self.root / "cdktf.json"
        try:
            command = shlex.split(json.loads(file.read_text())["app"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise PlannerError(f"{file}: there is no `app` in it that says how to synth") from None
        if command[:1] in (["python"], ["python3"]):
            command[0] = sys.executable
        return command

    def _terraform(
        self, folder: Path, *arguments: str, allowed: Sequence[int] = (0,)
    ) -> subprocess.CompletedProcess[str]:
        command = [str(self.terraform.path), *arguments]
        return self._run(command, folder, {"TF_IN_AUTOMATION": "1"}, allowed)

    def _run(
        self,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        allowed: Sequence[int] = (0,),
    ) -> subprocess.CompletedProcess[str]:
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                env={**os.environ, "CHECKPOINT_DISABLE": "1", **environment},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
            )
        except OSError as error:
            raise PlannerError(f"{command[0]}: cannot be run: {error.strerror}") from None
        if done.returncode not in allowed:
            name = " ".join(Path(part).name for part in command[:2])
            raise PlannerError(_told(f"{name} failed in {folder}", done))
        return done


def find_terraform() -> Terraform:
    """Return the Terraform, or OpenTofu, of the PATH. Raises `ToolchainError`."""
    name = os.environ.get("TERRAFORM_BINARY_NAME") or "terraform"
    folders = [Path(one) for one in os.environ.get("PATH", os.defpath).split(os.pathsep) if one]
    found, why = find(name, folders)
    if found is None:
        raise ToolchainError(f"{why}; {INSTALL}")
    return found


def _told(head: str, done: subprocess.CompletedProcess[str]) -> str:
    lines = (done.stderr.strip() or done.stdout.strip()).splitlines()
    shown = "\n".join(f"    {line}" for line in lines[-_MOST_LINES:])
    return f"{head}:\n{redacted(shown)}" if shown else f"{head} with status {done.returncode}"


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
