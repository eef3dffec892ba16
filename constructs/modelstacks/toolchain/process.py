"""Other programs, run quietly: their output goes to a log, their failure becomes one sentence."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from modelstacks.toolchain.checkout import Checkout
from modelstacks.toolchain.problem import ToolchainError


def say(text: str) -> None:
    """Tell the user. On stderr, so that the output of a command stays its own."""
    # one write, so that lines of steps that run at the same time stay whole
    sys.stderr.write(f"modelstacks: {text}\n")
    sys.stderr.flush()


def environment(checkout: Checkout) -> dict[str, str]:
    """Return this process's environment with the checkout's tools first on the PATH."""
    env = dict(os.environ)
    env.pop("PYTHONPATH", None)
    env.pop("PYTHONHOME", None)
    env["PATH"] = os.pathsep.join([str(checkout.bin), env.get("PATH", os.defpath)])
    return env


def outside_path(checkout: Checkout) -> list[Path]:
    """Return the folders of the PATH, without the checkout's own."""
    folders = (Path(entry) for entry in os.environ.get("PATH", os.defpath).split(os.pathsep))
    return [folder for folder in folders if str(folder) and folder != checkout.bin]


def first_line(command: Sequence[str | Path], *, timeout: float = 20) -> str | None:
    """Return the first line a program prints, or None when it does not run."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
            env={**os.environ, "CHECKPOINT_DISABLE": "1"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    lines = done.stdout.strip().splitlines()
    return lines[0].strip() if done.returncode == 0 and lines else None


def run(
    checkout: Checkout,
    command: Sequence[str | Path],
    *,
    log: str,
    failure: str,
    fix: str,
) -> float:
    """Run a program to its end and return the seconds it took."""
    path = checkout.tools / "logs" / f"{log}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    with path.open("w") as output:
        try:
            done = subprocess.run(
                [str(part) for part in command],
                cwd=checkout.root,
                env=environment(checkout),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
        except OSError as error:
            raise ToolchainError(f"{failure} ({error.strerror}); {fix}") from None
    if done.returncode != 0:
        raise ToolchainError(f"{failure} ({_reason(path)}); {fix}; all of it: {_short(path)}")
    return time.monotonic() - started


def _reason(path: Path) -> str:
    """Return the line that says most: the first error, else the last line."""
    lines = [line.strip() for line in path.read_text(errors="replace").splitlines()]
    lines = [line for line in lines if line]
    errors = [line for line in lines if line.lower().startswith(("error", "npm error"))]
    return (errors or lines[-1:] or ["it said nothing"])[0][:200]


def _short(path: Path) -> str:
    return str(Path(*path.parts[-3:]))
