"""The lock files, made again from what `pyproject.toml` and `package.json` ask for."""

import tempfile
from pathlib import Path

from modelstacks.toolchain.checkout import Checkout
from modelstacks.toolchain.node import ensure_node
from modelstacks.toolchain.process import run, say
from modelstacks.toolchain.stamps import Stamps

FIX = "check the network and run `make lock` again"
# Versions and hashes only: where packages come from is for the reader's machine to say.
BARE = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
)
EVERYTHING = ("pyproject.toml", "--all-extras", "--group=dev")
NODE = ("--group=node",)


def make_locks(checkout: Checkout, *, upgrade: bool) -> None:
    """Write every lock file. Versions already locked stay unless `upgrade` is given."""
    more = ("--upgrade",) if upgrade else ()
    with tempfile.TemporaryDirectory() as folder:
        uv = _uv(checkout, Path(folder))
        for what, name in ((EVERYTHING, "requirements.lock"), (NODE, "requirements-node.lock")):
            run(
                checkout,
                [uv, "pip", "compile", *what, *BARE, *more, "-o", name],
                log=f"lock-{name}",
                failure=f"{name} could not be made",
                fix=FIX,
            )
            say(f"{name} written")
    node = ensure_node(checkout, Stamps(checkout.venv / "modelstacks-setup.json"))
    command = "update" if upgrade else "install"
    flags = ("--package-lock-only", "--omit-lockfile-registry-resolved", "--no-audit", "--no-fund")
    run(
        checkout,
        [*node.npm, command, *flags],
        log="lock-npm",
        failure="package-lock.json could not be made",
        fix=FIX,
    )
    say("package-lock.json written")


def _uv(checkout: Checkout, folder: Path) -> Path:
    environment = folder / "uv"
    steps: tuple[list[str | Path], ...] = (
        [checkout.python, "-m", "venv", environment],
        [environment / "bin" / "python", "-m", "pip", "install", "--quiet", "uv"],
    )
    for step in steps:
        run(checkout, step, log="lock-uv", failure="uv could not be installed", fix=FIX)
    return environment / "bin" / "uv"
