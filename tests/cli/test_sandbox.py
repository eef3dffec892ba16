"""`modelstacks sandbox …`, as a person types it."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from modelstacks.cli import main
from modelstacks.sandbox.home import SandboxHome
from modelstacks.sandbox.process import stop


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project without configuration, whose sandbox the tests share."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "cdktf.json").write_text("{}")
    yield folder
    stop(SandboxHome(folder / ".sandbox"))


@pytest.fixture(autouse=True)
def inside(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)


def sandbox(*arguments: str) -> int:
    try:
        return main(["sandbox", *arguments])
    except SystemExit as done:
        return int(done.code or 0)


def typed(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "modelstacks.cli", "sandbox", *arguments],
        env=os.environ | env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_without_a_sandbox(capsys: pytest.CaptureFixture[str], project: Path) -> None:
    # given a project in which it was never started
    stop(SandboxHome(project / ".sandbox"))

    # then every command says so, and what to do
    assert sandbox("status") == 1
    assert "not running. Start it: modelstacks sandbox up" in capsys.readouterr().out
    assert sandbox("fault", "list") == 2
    assert "fix: `modelstacks sandbox up`" in capsys.readouterr().err
    assert sandbox("down") == 0
    assert "was not running" in capsys.readouterr().out
    assert sandbox("status", "--json") == 1
    assert json.loads(capsys.readouterr().out)["running"] is False


def test_up_says_where_it_is_and_how_to_go_on(
    capsys: pytest.CaptureFixture[str], project: Path
) -> None:
    assert sandbox("up") == 0
    said = capsys.readouterr().out
    assert "Sandbox at http://127.0.0.1:" in said
    assert "aws        http://127.0.0.1:" in said
    assert str(project / ".sandbox") in said
    assert "providers  built-in" in said
    assert "cdktf deploy t5-stack" in said

    # once more, it is found
    assert sandbox("up") == 0
    assert "already running since" in capsys.readouterr().out


def test_status_of_an_empty_one(capsys: pytest.CaptureFixture[str], project: Path) -> None:
    sandbox("up")
    capsys.readouterr()

    assert sandbox("status") == 0
    assert "Nothing is deployed yet. Try: cdktf deploy t5-stack" in capsys.readouterr().out

    assert sandbox("status", "--json") == 0
    text = capsys.readouterr().out
    assert json.loads(text)["providers"] == {"mode": "builtin"}
    assert SandboxHome(project / ".sandbox").read_token() not in text


def test_faults_are_set_told_and_cleared(capsys: pytest.CaptureFixture[str]) -> None:
    sandbox("up")
    capsys.readouterr()

    # given a fault
    assert sandbox("fault", "add", "throttle", "--match", "POST /api/*", "--for", "1m") == 0
    assert "throttle, on POST /api/*, for 60 s" in capsys.readouterr().out

    # then it is listed, also by status, until it is cleared
    assert sandbox("fault", "list") == 0
    assert "throttle, on POST /api/*, for " in capsys.readouterr().out
    assert sandbox("status") == 0
    assert "A fault is set: throttle" in capsys.readouterr().out
    assert sandbox("fault", "clear") == 0
    assert "1 fault removed" in capsys.readouterr().out
    assert sandbox("fault", "list") == 0
    assert "No fault is set" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["throtle"], "did you mean throttle?"),
        (["slow"], "slow needs"),
        (["slow", "--delay", "soon"], "--delay is 'soon'; allowed: a number with ms, s, m or h"),
        (["throttle", "--times", "0"], "times is 0; allowed: 1 or more"),
        (["aws-error"], "aws-error needs code"),
        (["aws-error", "--code", "X", "--match", "/api"], "match is '/api'; aws-error strikes"),
        (["throttle", "--code", "X"], "code belongs to aws-error only"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    sandbox("up")
    assert sandbox("fault", "add", *arguments) == 2
    assert said in capsys.readouterr().err


def test_run_sees_the_sandbox_and_nothing_else(project: Path) -> None:
    # given credentials of real accounts
    show = "import json, os; print(json.dumps(dict(os.environ)))"
    done = typed(
        "run",
        "--",
        sys.executable,
        "-c",
        show,
        DATABRICKS_HOST="https://prod",
        DATABRICKS_TOKEN="dapi",
        AWS_PROFILE="prod",
        ARM_CLIENT_SECRET="s",
        GOOGLE_CREDENTIALS="{}",
        ENVIRONMENT="prod",
        MINE="kept",
    )

    # then the command has those of the sandbox, and what has nothing to do with accounts
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    prefixes = ("DATABRICKS_", "AWS_", "ARM_", "GOOGLE_")
    assert {name: value for name, value in seen.items() if name.startswith(prefixes)} == {
        "DATABRICKS_CONFIG_FILE": str(project / ".sandbox" / "databrickscfg"),
        "DATABRICKS_CONFIG_PROFILE": "modelstacks-sandbox",
        "AWS_CONFIG_FILE": str(project / ".sandbox" / "awsconfig"),
        "AWS_SHARED_CREDENTIALS_FILE": str(project / ".sandbox" / "awscredentials"),
        "AWS_PROFILE": "modelstacks-sandbox",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    assert seen["ENVIRONMENT"] == "local"
    assert seen["MINE"] == "kept"

    # and it was said which providers run, where it does not disturb the output
    assert "providers: built-in" in done.stderr


def test_run_passes_on_how_the_command_ended() -> None:
    assert typed("run", "--", "sh", "-c", "exit 7").returncode == 7
    assert typed("run", "sh", "-c", "kill -TERM $$").returncode == -signal.SIGTERM
    missing = typed("run", "--", "no-such-command")
    assert missing.returncode == 2
    assert "no-such-command: cannot be run: No such file" in missing.stderr


def test_a_port_in_use_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    # given a running sandbox, and a port of another program
    sandbox("up")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]

        # when it shall move there, then it is refused, and runs on where it was
        assert sandbox("up", "--port", str(number)) == 2
    assert f"Port {number} on 127.0.0.1 is in use by another program" in capsys.readouterr().err
    assert sandbox("status") == 0


def test_a_mirror_that_is_none_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert sandbox("up", "--provider-mirror", str(tmp_path / "nowhere")) == 2
    assert "there is no such folder" in capsys.readouterr().err
    assert sandbox("up", "--provider-mirror", str(tmp_path), "--providers", "official") == 2
    assert "exclude each other" in capsys.readouterr().err


def test_the_choice_of_providers_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert sandbox("up", "--providers", "official") == 0
    assert "providers  official, from the Terraform registry" in capsys.readouterr().out
    assert sandbox("up") == 0
    assert "providers  official" in capsys.readouterr().out
    assert sandbox("up", "--providers", "builtin") == 0
    assert "providers  built-in" in capsys.readouterr().out


def test_reset_takes_workspace_and_terraform_state_together(
    capsys: pytest.CaptureFixture[str], project: Path
) -> None:
    # given a deployed stack
    sandbox("up")
    home = SandboxHome(project / ".sandbox")
    token = home.read_token()
    state = home.terraform / "t5-stack.tfstate"
    state.write_text('{"resources": [{"type": "databricks_cluster"}]}')
    capsys.readouterr()

    # when nobody can be asked, then nothing happens
    assert typed("reset").returncode == 2
    assert state.exists()

    # when it is meant, then both are gone, and it says so
    assert sandbox("reset", "--yes") == 0
    said = capsys.readouterr().out
    assert "Sandbox stopped" in said
    assert "so is the Terraform state of t5-stack" in said
    assert not state.exists()
    assert not home.state_db.exists()
    assert home.read_token() == token


def test_a_damaged_state_is_set_aside_by_reset_only(
    capsys: pytest.CaptureFixture[str], project: Path
) -> None:
    # given a state that cannot be read
    home = SandboxHome(project / ".sandbox")
    stop(home)
    home.make()
    home.state_db.write_bytes(b"rubbish" * 1000)

    # when it is started, then it is refused, with the way out
    assert sandbox("up") == 2
    error = capsys.readouterr().err
    assert "the sandbox state cannot be read" in error
    assert "modelstacks sandbox reset" in error
    assert home.state_db.read_bytes() == b"rubbish" * 1000

    # when it is reset, then it is kept beside, and the sandbox starts again
    assert sandbox("reset", "--yes") == 0
    said = capsys.readouterr().out
    assert "was damaged, so it was not deleted" in said
    (aside,) = home.root.glob("aside-*/state.db")
    assert aside.read_bytes() == b"rubbish" * 1000
    assert str(aside.parent) in said
    assert sandbox("up") == 0


def test_logs_show_calls_and_where_the_log_is(
    capsys: pytest.CaptureFixture[str], project: Path
) -> None:
    sandbox("up")
    assert sandbox("logs") == 0
    assert f"Server log: {project / '.sandbox' / 'server.log'}" in capsys.readouterr().out
