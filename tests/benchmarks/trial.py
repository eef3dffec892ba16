"""A user's checkout in a temporary folder, to measure commands in."""

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LEFT_OUT = {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Runs what a user runs, with this checkout's tools, on a sandbox of its own."""

    root: Path

    @classmethod
    def create(cls, root: Path) -> "Trial":
        """Copy config/, stacks/, main.py and cdktf.json."""
        for name in ("config", "stacks"):
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("main.py", "cdktf.json"):
            shutil.copy(ROOT / name, root / name)
        return cls(root=root)

    def run(self, *command: str) -> None:
        """Run a command to its end; show what it said when it fails."""
        env = {key: value for key, value in os.environ.items() if key not in LEFT_OUT}
        # As it is once installed: compiled, and compiled once.
        env["PYTHONPYCACHEPREFIX"] = str(self.root / ".pycache")
        env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
        env["ENVIRONMENT"] = "local"
        done = subprocess.run(
            command,
            cwd=self.root,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")

    def without(self, family: str) -> "Trial":
        """Return a copy of the checkout whose local environment switches a family off."""
        root = self.root.with_name(f"{self.root.name}-without-{family}")
        shutil.copytree(self.root, root, ignore=shutil.ignore_patterns(".*", "*.out"))
        settings = root / "config" / "environments" / "local.yaml"
        on = f"  {family}:\n    enabled: true\n"
        text = settings.read_text(encoding="utf-8")
        assert on in text, f"{settings} does not say `{family}: enabled: true`"
        settings.write_text(text.replace(on, on.replace("true", "false")), encoding="utf-8")
        return type(self)(root=root)

    def used(self, *command: str) -> Callable[[], float]:
        """Return a function that runs the command and gives the CPU seconds it used.

        Those of its own children count, such as Node's; a process that goes on, such as the
        sandbox, does not.
        """

        def once() -> float:
            before = _children()
            self.run(*command)
            return _children() - before

        return once

    def timed(self, *command: str) -> Callable[[], float]:
        """Return a function that runs the command and gives the seconds it took."""

        def once() -> float:
            started = time.perf_counter()
            self.run(*command)
            return time.perf_counter() - started

        return once

    def sandbox_memory(self) -> float:
        """Resident memory of the sandbox's process, in MB."""
        process = (self.root / ".sandbox" / "lock").read_text().split()[0]
        listed = subprocess.run(
            ["ps", "-o", "rss=", "-p", process], capture_output=True, text=True, check=True
        )
        return int(listed.stdout) * 1024 / 1e6


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
