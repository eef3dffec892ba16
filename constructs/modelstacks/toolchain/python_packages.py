"""The Python environment: `.venv`, the locked packages, and the project itself."""

import sys
from pathlib import Path

from modelstacks.toolchain.checkout import Checkout
from modelstacks.toolchain.process import first_line, run, say
from modelstacks.toolchain.stamps import Stamps, digest

FIX = "check the network and run `make setup` again"


def ensure_environment(checkout: Checkout, stamps: Stamps) -> None:
    """Make `.venv`, unless there is one of this very clone that works."""
    root = str(checkout.root)
    # Scripts in a virtual environment name it by its full path, so a moved one is of no use.
    here = checkout.python.exists() and stamps.get("root") in (None, root)
    works = stamps.get("packages") or first_line([checkout.python, "-m", "pip", "--version"])
    if not (here and works):
        _make_environment(checkout, stamps)
    if stamps.get("root") != root:
        stamps.record("root", root)


def ensure_packages(checkout: Checkout, stamps: Stamps) -> None:
    """Install what `requirements.lock` names, and the project in editable form."""
    packages = digest(checkout.root / "requirements.lock")
    project = digest(checkout.root / "pyproject.toml")
    if stamps.get("packages") != packages:
        say("installing the Python packages into .venv (about a minute) ...")
        took = pip_install(checkout, "--no-compile", "-r", "requirements.lock", log="pip")
        stamps.record("packages", packages)
        say(f"Python packages installed in {took:.0f} s")
    elif stamps.get("project") == project:
        return
    run(
        checkout,
        [*_pip(checkout), "--no-deps", "--no-build-isolation", "--no-index", "-e", "."],
        log="pip-project",
        failure="the project could not be installed into .venv",
        fix="run `make clean` and `make setup`",
    )
    stamps.record("project", project)


def pip_install(checkout: Checkout, *arguments: str, log: str) -> float:
    """Install from a lock file, every archive checked against its hash; return the seconds."""
    return run(
        checkout,
        [*_pip(checkout), "--require-hashes", "--no-deps", *arguments],
        log=log,
        failure="the Python packages could not be installed",
        fix=FIX,
    )


def _pip(checkout: Checkout) -> list[str | Path]:
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    return [checkout.python, "-m", "pip", "install", *quiet]


def _make_environment(checkout: Checkout, stamps: Stamps) -> None:
    python = getattr(sys, "_base_executable", sys.executable)
    version = ".".join(map(str, sys.version_info[:3]))
    say(f"making .venv with Python {version} ...")
    stamps.forget()
    run(
        checkout,
        [python, "-m", "venv", "--clear", checkout.venv],
        log="venv",
        failure="a virtual environment could not be made",
        fix="check that Python's venv module is installed and the folder is writable",
    )
