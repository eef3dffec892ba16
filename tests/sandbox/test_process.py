"""The sandbox's life, with real processes: start, find, kill, restart, stop."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from modelstacks.sandbox import lock, process
from modelstacks.sandbox.address import Behaviour, SandboxAddress
from modelstacks.sandbox.client import SandboxClient
from modelstacks.sandbox.home import SandboxHome
from modelstacks.sandbox.process import SandboxStartError, ensure_running, running, stop
from modelstacks.settings.project import SandboxSettings

SETTINGS = SandboxSettings(catalogs=("local",), groups=("ml-engineers",), polls=0)
GROUPS = "/api/2.0/preview/scim/v2/Groups"

START = """
import sys
from pathlib import Path
from modelstacks.sandbox.home import SandboxHome
from modelstacks.sandbox.process import ensure_running
from modelstacks.settings.project import SandboxSettings
print(ensure_running(SandboxHome(Path(sys.argv[1])), SandboxSettings()).pid)
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[SandboxHome]:
    made = SandboxHome(tmp_path / ".sandbox")
    yield made
    stop(made)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxHome]:
    """One that runs, for tests that leave it running; started where a real account was set."""
    made = SandboxHome(tmp_path_factory.mktemp("shared") / ".sandbox")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABRICKS_TOKEN", "dapi-real")
        ensure_running(made, SETTINGS)
    yield made
    stop(made)


def call(
    home: SandboxHome,
    method: str,
    path: str,
    body: dict[str, Any] | None = None,
    **headers: str,
) -> tuple[int, dict[str, Any]]:
    address = running(home)
    assert address
    connection = HTTPConnection("127.0.0.1", address.port, timeout=10)
    try:
        connection.request(
            method,
            path,
            body=json.dumps(body) if body else None,
            headers={"Authorization": f"Bearer {home.read_token()}", **headers},
        )
        response = connection.getresponse()
        return response.status, json.loads(response.read() or b"{}")
    finally:
        connection.close()


def group_names(home: SandboxHome) -> set[str]:
    found = SandboxClient(port=port_of(home), token=home.read_token()).inventory()["groups"]
    return {group["name"] for group in found}


def port_of(home: SandboxHome) -> int:
    address = running(home)
    assert address
    return address.port


def eventually(condition: Callable[[], bool], seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_starts_once(home: SandboxHome) -> None:
    # given nothing, when it is wanted twice
    first = ensure_running(home, SETTINGS)
    second = ensure_running(home, SETTINGS)

    # then one server came up, seeded, and the profile leads to it
    assert first.is_new
    assert second == replace(first, is_new=False)
    assert {"users", "admins", "ml-engineers"} <= group_names(home)
    assert f"host = {first.url}\n" in home.databrickscfg.read_text()


def test_is_nobodys_child_and_has_no_terminal(shared: SandboxHome) -> None:
    # given a running sandbox, then it leads a session of its own, so that a closed terminal or a
    # Ctrl-C at `cdktf` does not reach it, and it is no zombie's parent or child of ours
    address = ensure_running(shared, SETTINGS)
    assert os.getsid(address.pid) == address.pid
    with pytest.raises(ChildProcessError):
        os.waitpid(address.pid, os.WNOHANG)


def test_a_killed_one_loses_nothing_that_was_acknowledged(home: SandboxHome) -> None:
    # given objects that were acknowledged a moment ago
    first = ensure_running(home, SETTINGS)
    for number in range(5):
        status, _ = call(home, "POST", GROUPS, {"displayName": f"team-{number}"})
        assert status == 201

    # when the server is killed at once
    os.kill(first.pid, signal.SIGKILL)
    assert eventually(lambda: lock.holder(home.lock) is None)
    assert running(home) is None

    # then the next one has them all, at the same address, with the same token
    second = ensure_running(home, SETTINGS)
    assert second.pid != first.pid
    assert second.url == first.url
    assert {f"team-{number}" for number in range(5)} <= group_names(home)


def test_started_by_several_at_once_there_is_one(home: SandboxHome) -> None:
    # given four processes that want it in the same moment
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", START, str(home.root)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]

    # when all have it, then they have the same one
    answers = [starter.communicate(timeout=60)[0].strip() for starter in starters]
    assert [starter.returncode for starter in starters] == [0] * 4
    assert set(answers) == {str(lock.holder(home.lock))}


def test_a_damaged_state_is_refused_and_kept(home: SandboxHome) -> None:
    # given a state file that is none
    home.make()
    home.state_db.write_bytes(b"SQLite format 3\0 and then rubbish" * 100)
    before = home.state_db.read_bytes()

    # when the sandbox is wanted, then the error of the store comes through, at once
    began = time.monotonic()
    with pytest.raises(SandboxStartError, match="the sandbox state cannot be read"):
        ensure_running(home, SETTINGS)
    assert time.monotonic() - began < 10

    # and the file is as it was, and nobody holds the lock
    assert home.state_db.read_bytes() == before
    assert lock.holder(home.lock) is None


def test_strangers_are_refused(shared: SandboxHome) -> None:
    assert call(shared, "GET", GROUPS)[0] == 200
    assert call(shared, "GET", GROUPS, Host="evil.example")[0] == 403
    assert call(shared, "GET", GROUPS, Authorization="Bearer wrong")[0] == 401
    assert call(shared, "GET", GROUPS, Authorization="")[0] == 401


def test_the_token_is_nowhere_else(shared: SandboxHome) -> None:
    # given a sandbox that was started with a real account's token in the environment
    address = ensure_running(shared, SETTINGS)
    assert not address.is_new
    call(shared, "GET", GROUPS)

    # then its own is in the two files that are for it, and not in its command line
    token = shared.read_token()
    holding = {
        path.name for path in shared.root.rglob("*") if path.is_file() and token in read(path)
    }
    assert holding == {"token", "databrickscfg"}
    shown = subprocess.run(
        ["ps", "-o", "args=", "-p", str(address.pid)], capture_output=True, text=True, check=True
    ).stdout
    assert token not in shown
    assert not any("dapi-real" in read(path) for path in shared.root.rglob("*") if path.is_file())


def read(path: Path) -> str:
    return path.read_bytes().decode(errors="replace")


def test_other_settings_or_versions_restart_it_and_keep_what_it_holds(home: SandboxHome) -> None:
    # given a sandbox with an object, which another release started
    first = ensure_running(home, SETTINGS)
    call(home, "POST", GROUPS, {"displayName": "team"})
    told = home.read_json(home.server_json)
    assert running(home, Behaviour.of(SETTINGS))
    home.write_json(home.server_json, {**told, "version": "0.0.1"})
    assert not running(home, Behaviour.of(SETTINGS))

    # when it is wanted with one more group
    changed = replace(SETTINGS, groups=("ml-engineers", "ml-platform"))
    assert not running(home, Behaviour.of(changed))
    second = ensure_running(home, changed)

    # then this release came up with all of it
    assert second.pid != first.pid
    assert second.port == first.port
    assert second.version != "0.0.1"
    assert {"team", "ml-platform"} <= group_names(home)


def test_a_port_of_another_sandbox_is_told(shared: SandboxHome, tmp_path: Path) -> None:
    # given a sandbox of another checkout
    address = ensure_running(shared, SETTINGS)
    other = SandboxHome(tmp_path / "other" / ".sandbox")

    # when its port is asked for, then the error names that checkout, and a port that is free
    with pytest.raises(SandboxStartError) as caught:
        ensure_running(other, replace(SETTINGS, port=address.port))
    assert f"in use by the sandbox of {shared.root}" in str(caught.value)
    assert "nearest free port: " in str(caught.value)


def test_a_stranger_on_the_port_is_not_taken_for_it(shared: SandboxHome, home: SandboxHome) -> None:
    # given records that lead to the server of another sandbox
    home.make()
    taken = lock.FileLock(home.lock)
    assert taken.acquire(0)
    told = shared.read_json(shared.server_json)
    home.write_json(home.server_json, {**told, "pid": os.getpid()})

    # then it is not taken for this one's, though it answers
    assert running(home) is None
    taken.release()


def test_answers_in_flight_are_finished(home: SandboxHome) -> None:
    # given an answer that takes its time
    address: SandboxAddress = ensure_running(home, SETTINGS)
    client = SandboxClient(port=address.port, token=home.read_token())
    client.add_fault({"kind": "slow", "seconds": 0.5, "match": GROUPS})
    answers: list[int] = []
    asking = threading.Thread(
        target=lambda: answers.append(call(home, "POST", GROUPS, {"displayName": "late"})[0])
    )
    asking.start()
    assert eventually(lambda: not client.faults())

    # when the sandbox is stopped meanwhile, then the answer still came, and counts
    assert stop(home)
    asking.join(timeout=10)
    assert answers == [201]
    ensure_running(home, SETTINGS)
    assert "late" in group_names(home)


def test_one_that_does_not_listen_is_killed(
    home: SandboxHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a server that hangs
    monkeypatch.setattr(process, "_STOP_SECONDS", 0.2)
    address = ensure_running(home, SETTINGS)
    os.kill(address.pid, signal.SIGSTOP)

    # when it is stopped, then it is gone
    assert stop(home)
    assert lock.holder(home.lock) is None


def test_ends_when_its_folder_is_deleted(home: SandboxHome) -> None:
    # given a running sandbox
    address = ensure_running(home, SETTINGS)

    # when somebody deletes its lock with the folder, then nobody has to look for the process
    home.root.rename(home.root.with_name("gone"))
    assert eventually(lambda: SandboxClient(port=address.port, token="").identity() is None)


def test_stopping_what_does_not_run_says_so(home: SandboxHome) -> None:
    assert not stop(home)
    home.make()
    assert not stop(home)
