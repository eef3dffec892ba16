"""The command line as a whole: help, wrong use, and what it costs to start."""

import subprocess
import sys

import pytest

from modelstacks.cli import cli

from .conftest import Runner

CORE_COMMANDS = ("models", "nodes", "validate", "explain")


def test_help_lists_the_commands(run: Runner) -> None:
    outcome = run("--help")

    assert outcome.status == 0
    assert all(f"\n  {command}" in outcome.out for command in CORE_COMMANDS)


@pytest.mark.parametrize("command", CORE_COMMANDS)
def test_each_command_has_help(run: Runner, command: str) -> None:
    outcome = run(command, "--help")

    assert outcome.status == 0
    assert outcome.out.startswith(f"Usage: modelstacks {command}")
    assert "--json" in outcome.out


def test_the_version(run: Runner) -> None:
    assert run("--version").out.startswith("modelstacks, version ")


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["valdate"], "there is no command `valdate`. Did you mean `validate`?"),
        (["zzz"], "There are: models, nodes, size, model, validate"),
        (["validate", "--environmnt", "dev"], "Did you mean"),
        (["validate", "extra"], "unexpected extra argument"),
        (["nodes", "--cloud", "asw"], "'asw' is not one of 'aws', 'azure', 'gcp'"),
    ],
)
def test_wrong_use_is_told_without_a_traceback(
    run: Runner, arguments: list[str], text: str
) -> None:
    outcome = run(*arguments)

    assert outcome.status == 2
    assert text in outcome.err
    assert "Traceback" not in outcome.err


def test_a_command_that_is_not_installed_is_not_listed(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = {**cli.commands_at, "later": ("modelstacks.cli.later:later", "Not there yet.")}
    monkeypatch.setattr(cli, "commands_at", missing)

    assert "later" not in run("--help").out
    assert run("later").status == 2


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        ("['--help']", "cdktf jsii rich pydantic yaml modelstacks.settings modelstacks.catalog"),
        ("['validate']", "cdktf jsii rich pydantic pydantic_core difflib"),
        ("['explain', '--json']", "cdktf jsii rich pydantic"),
    ],
)
def test_a_command_loads_only_what_it_needs(run: Runner, arguments: str, unwanted: str) -> None:
    script = (
        "import sys; from modelstacks.cli import main\n"
        f"assert main({arguments}) == 0\n"
        f"sys.exit(' '.join(set('{unwanted}'.split()) & set(sys.modules)) or 0)"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True
    )

    assert (done.returncode, done.stderr) == (0, "")
