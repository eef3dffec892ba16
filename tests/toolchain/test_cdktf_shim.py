"""`.venv/bin/cdktf`: the same tools from wherever it is called."""

import os
import subprocess
from pathlib import Path

import pytest
from toolchain.programs import program

from modelstacks.toolchain.cdktf_cli import _write_shim
from modelstacks.toolchain.checkout import Checkout

REPORT = """
echo "program=$1"; shift
echo "arguments=$*"
echo "CI=$CI"
echo "CHECKPOINT_DISABLE=$CHECKPOINT_DISABLE"
echo "NO_CACHE=$CDKTF_DISABLE_PLUGIN_CACHE_ENV"
echo "PATH=$PATH"
echo "MODELSTACKS_STACKS=$MODELSTACKS_STACKS"
"""


@pytest.fixture
def shim(checkout: Checkout) -> Path:
    """The shim in a clone whose Node only reports how it was started."""
    program(checkout.bin / "node", REPORT)
    _write_shim(checkout.bin / "cdktf")
    return checkout.bin / "cdktf"


def call(shim: str | Path, *arguments: str, cwd: Path, **env: str) -> tuple[dict[str, str], str]:
    plain = {"PATH": os.environ["PATH"]}
    done = subprocess.run(
        [str(shim), *arguments],
        cwd=cwd,
        env=plain | env,
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(line.split("=", 1) for line in done.stdout.splitlines()), done.stderr


def test_it_starts_the_locked_cdktf_with_the_tools_first_on_the_path(
    shim: Path, checkout: Checkout
) -> None:
    seen, _ = call(shim, "synth", "a b", cwd=checkout.root)

    assert Path(seen["program"]).resolve() == checkout.cdktf.resolve()
    assert seen["arguments"] == "synth a b"
    assert seen["PATH"].startswith(f"{checkout.bin}:")
    assert seen["CHECKPOINT_DISABLE"] == "1"
    assert seen["CI"] == "1"  # there is no terminal here


def test_it_works_by_name_and_by_relative_path(shim: Path, checkout: Checkout) -> None:
    env = f"{checkout.bin}:{os.environ['PATH']}"
    for name, cwd in (("cdktf", Path("/")), ("./.venv/bin/cdktf", checkout.root)):
        done = subprocess.run(
            ["sh", "-c", f"{name} list"],
            cwd=cwd,
            env={"PATH": env, "CDPATH": "/"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert "arguments=list\n" in done.stdout


@pytest.mark.parametrize(
    ("environment", "providers", "line"),
    [
        ({}, None, "environment local, built-in providers"),
        ({"ENVIRONMENT": ""}, '{"mode": "builtin"}', "environment local, built-in providers"),
        ({}, '{"mode": "official"}', "environment local, official providers"),
        (
            {"ENVIRONMENT": "local"},
            '{"mode": "mirror", "directory": "/m"}',
            "environment local, official (from a mirror) providers",
        ),
        ({"ENVIRONMENT": "dev"}, '{"mode": "builtin"}', "environment dev, official providers"),
    ],
)
def test_it_says_what_runs(
    shim: Path, checkout: Checkout, environment: dict[str, str], providers: str | None, line: str
) -> None:
    if providers:
        (checkout.root / ".sandbox").mkdir()
        (checkout.root / ".sandbox" / "providers.json").write_text(providers)

    seen, said = call(shim, "deploy", "t5-stack", cwd=checkout.root, **environment)

    assert said == f"modelstacks: {line}\n"
    local = environment.get("ENVIRONMENT") in (None, "", "local")
    assert seen["NO_CACHE"] == ("1" if local else "")


def test_it_is_silent_when_no_terraform_runs(shim: Path, checkout: Checkout) -> None:
    assert call(shim, "--version", cwd=checkout.root)[1] == ""


def test_it_passes_the_stack_names_on_and_leaves_the_arguments_alone(
    shim: Path, checkout: Checkout
) -> None:
    # given two stacks and an option with a value, when they are deployed
    seen, _ = call(shim, "deploy", "t5-stack", "llama*", "-o", "out", cwd=checkout.root)

    # then main.py can check the names, and cdktf gets what was typed
    assert seen["MODELSTACKS_STACKS"].split() == ["t5-stack", "llama*"]
    assert seen["arguments"] == "deploy t5-stack llama* -o out"
