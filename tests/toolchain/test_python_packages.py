"""When the Python environment is made, completed or left alone."""

import shutil
import sys
from pathlib import Path

import pytest
from toolchain.programs import program

from modelstacks.toolchain.checkout import Checkout
from modelstacks.toolchain.problem import ToolchainError
from modelstacks.toolchain.python_packages import ensure_environment, ensure_packages
from modelstacks.toolchain.stamps import Stamps


@pytest.fixture
def calls(checkout: Checkout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A Python that notes what it is asked, and can make an environment with one like itself."""
    note = tmp_path / "calls"
    note.touch()
    script = f"""
echo "$*" >> "{note}"
case "$*" in
    "-m venv"*) mkdir -p "{checkout.bin}"; cp "$0" "{checkout.python}" ;;
    *requirements.lock*) [ ! -e "{tmp_path}/offline" ] || {{ echo "ERROR: no network"; exit 1; }} ;;
    *--version*) echo pip ;;
esac"""
    base = program(tmp_path / "python3", script)
    monkeypatch.setattr(sys, "_base_executable", str(base))
    return note


def set_up(checkout: Checkout, calls: Path) -> list[str]:
    """Run the step and return what it did, in short."""
    calls.write_text("")
    stamps = Stamps(checkout.venv / "setup.json")
    ensure_environment(checkout, stamps)
    ensure_packages(checkout, stamps)
    words = {"venv": "make", "requirements.lock": "packages", " -e ": "project"}
    lines = calls.read_text().splitlines()
    return [words[word] for line in lines for word in words if word in line]


def test_the_second_time_there_is_nothing_to_do(checkout: Checkout, calls: Path) -> None:
    assert set_up(checkout, calls) == ["make", "packages", "project"]
    assert set_up(checkout, calls) == []


def test_only_what_changed_is_done_again(checkout: Checkout, calls: Path) -> None:
    set_up(checkout, calls)

    (checkout.root / "requirements.lock").write_text("newer")
    assert set_up(checkout, calls) == ["packages", "project"]

    (checkout.root / "pyproject.toml").write_text("newer")
    assert set_up(checkout, calls) == ["project"]


def test_an_interrupted_set_up_goes_on(checkout: Checkout, calls: Path, tmp_path: Path) -> None:
    # given a set-up that failed half-way
    (tmp_path / "offline").touch()
    with pytest.raises(ToolchainError, match=r"\(ERROR: no network\); check the"):
        set_up(checkout, calls)

    # when it is run again
    (tmp_path / "offline").unlink()

    # then the environment is kept
    assert set_up(checkout, calls) == ["packages", "project"]


def test_a_moved_checkout_gets_a_new_environment(
    checkout: Checkout, calls: Path, tmp_path: Path
) -> None:
    set_up(checkout, calls)
    moved = Checkout(root=Path(shutil.move(checkout.root, tmp_path / "moved")))

    assert set_up(moved, calls) == ["make", "packages", "project"]


def test_a_removed_environment_is_made_again(checkout: Checkout, calls: Path) -> None:
    set_up(checkout, calls)
    shutil.rmtree(checkout.venv)

    assert set_up(checkout, calls) == ["make", "packages", "project"]
