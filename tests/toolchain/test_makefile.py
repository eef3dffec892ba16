"""What a newcomer types."""

import subprocess
from pathlib import Path

import pytest


def make(root: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "-C", str(root), "--no-print-directory", *arguments],
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_make_alone_lists_the_targets(root: Path) -> None:
    listed = make(root).stdout

    for target in ("setup", "deploy", "diff", "destroy", "test", "test-fast", "bench", "clean"):
        assert f"make {target}" in listed


@pytest.mark.parametrize("target", ["deploy", "diff", "destroy"])
def test_make_touches_nothing_but_the_sandbox(root: Path, target: str) -> None:
    done = make(root, target, ENVIRONMENT="prod")

    assert done.returncode == 2
    assert "make works on the sandbox" in done.stderr


def test_ci_runs_what_a_person_runs(root: Path) -> None:
    lines = (root / ".ci" / "run").read_text().splitlines()

    assert lines[0] == "#!/usr/bin/env bash"
    assert lines[-1] == "exec make test"
