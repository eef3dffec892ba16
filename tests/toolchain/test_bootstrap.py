"""The search for a Python that can run set-up."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from toolchain.programs import program

import modelstacks.toolchain

SCRIPT = Path(modelstacks.toolchain.__file__).with_name("bootstrap.sh")
Start = Callable[[], subprocess.CompletedProcess[str]]

SHIM_THAT_FAILS = "echo 'pyenv: command not found' >&2; exit 127"
TOO_OLD = "exit 1"
# Runs the checks, and says how it was started for the rest.
GOOD = 'case "$*" in *-c*) exit 0 ;; esac; echo "$(basename "$0") $PYTHONPATH $*"'
WITHOUT_VENV = 'case "$*" in *ensurepip*) exit 1 ;; esac; exit 0'


@pytest.fixture
def bootstrap(tmp_path: Path) -> Path:
    """The script where it lies in a clone, in a folder with a space in its name."""
    place = tmp_path / "a clone" / "constructs" / "modelstacks" / "toolchain" / "bootstrap.sh"
    place.parent.mkdir(parents=True)
    return Path(shutil.copy(SCRIPT, place))


@pytest.fixture
def start(bootstrap: Path, tmp_path: Path) -> Start:
    """Run the script with nothing but the test's own programs on the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "dirname", "basename"):
        (folder / name).symlink_to(str(shutil.which(name)))

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", str(bootstrap), "setup"],
            env={"PATH": str(folder)},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_a_shim_that_fails_is_passed_over(start: Start, tmp_path: Path) -> None:
    # given a pyenv shim for one version, and a Python that works
    program(tmp_path / "bin" / "python3.12", SHIM_THAT_FAILS)
    program(tmp_path / "bin" / "python3.11", GOOD)

    # when set-up is started
    done = start()

    # then the one that works runs it, from this clone
    constructs = tmp_path / "a clone" / "constructs"
    assert done.stdout == f"python3.11 {constructs} -m modelstacks.toolchain setup\n"


def test_the_python_of_the_checkout_comes_first(start: Start, tmp_path: Path) -> None:
    program(tmp_path / "bin" / "python3.13", GOOD)
    program(tmp_path / "a clone" / ".venv" / "bin" / "python", GOOD)

    assert start().stdout.startswith("python ")


def test_a_broken_environment_is_passed_over(start: Start, tmp_path: Path) -> None:
    # given an environment whose Python has gone
    folder = tmp_path / "a clone" / ".venv" / "bin"
    folder.mkdir(parents=True)
    (folder / "python").symlink_to("/nowhere/python3.11")
    program(tmp_path / "bin" / "python3", GOOD)

    assert start().stdout.startswith("python3 ")


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        (None, "no Python 3.11 to 3.14 on the PATH; install one"),
        (TOO_OLD, "no Python 3.11 to 3.14 on the PATH; install one"),
        (WITHOUT_VENV, "python3 has no venv module; install it"),
    ],
)
def test_without_a_python_one_sentence_says_what_to_install(
    start: Start, tmp_path: Path, script: str | None, sentence: str
) -> None:
    if script:
        program(tmp_path / "bin" / "python3", script)

    done = start()

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"modelstacks: {sentence}")
    assert done.stderr.count("\n") == 1
