"""The sandbox folder: what is private, and what happens where it cannot be used."""

import os
import tempfile
from pathlib import Path

import pytest

from modelstacks.sandbox.home import SandboxHome, SandboxHomeError


@pytest.fixture
def home(tmp_path: Path) -> SandboxHome:
    made = SandboxHome(tmp_path / ".sandbox")
    made.make()
    return made


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_is_private(home: SandboxHome) -> None:
    # when the profile is written
    home.write_profile("http://127.0.0.1:15000")

    # then only the owner can look into the folder, the token and the profile
    assert mode(home.root) == 0o700
    assert mode(home.token) == 0o600
    assert mode(home.databrickscfg) == 0o600


def test_token_is_random_and_stays(home: SandboxHome, tmp_path: Path) -> None:
    # given two folders
    other = SandboxHome(tmp_path / "other")
    other.make()
    token = home.read_token()

    # when one is made again, then it keeps its 256 bits, and the other has its own
    home.make()
    assert home.read_token() == token
    assert len(bytes.fromhex(token)) == 32
    assert other.read_token() != token
    assert other.identity() != home.identity()


def test_closes_what_was_left_open(home: SandboxHome) -> None:
    # given a folder and a token that everybody can read
    home.root.chmod(0o755)
    home.token.chmod(0o644)

    # when it is used again, then they are private again
    home.make()
    assert mode(home.root) == 0o700
    assert mode(home.token) == 0o600


def test_identity_does_not_tell_the_token(home: SandboxHome) -> None:
    assert home.identity() not in home.read_token()


def test_profile_names_host_and_token(home: SandboxHome) -> None:
    home.write_profile("http://127.0.0.1:15000")
    assert home.databrickscfg.read_text() == (
        f"[modelstacks-sandbox]\nhost = http://127.0.0.1:15000\ntoken = {home.read_token()}\n"
    )


def test_is_ignored_by_git(home: SandboxHome) -> None:
    assert (home.root / ".gitignore").read_text() == "*\n"


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    # given a file where the folder should be
    (tmp_path / ".sandbox").write_text("mine")

    # when the folder is wanted, then the error says so, and the file is as it was
    with pytest.raises(SandboxHomeError, match=r"\.sandbox is a file") as caught:
        SandboxHome(tmp_path / ".sandbox").make()
    assert "fix: move that file away" in str(caught.value)
    assert (tmp_path / ".sandbox").read_text() == "mine"


def test_a_file_above_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "project").write_text("")
    with pytest.raises(SandboxHomeError, match="project is a file"):
        SandboxHome(tmp_path / "project" / ".sandbox").make()


def test_a_disk_that_refuses_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a read-only disk (modes would not stop root, who may run these tests)
    def refuse(**_: object) -> tuple[int, str]:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)

    # when the folder is made, then the error names it and the reason
    with pytest.raises(
        SandboxHomeError, match=r"cannot write its state in .*Read-only file system"
    ):
        SandboxHome(tmp_path / ".sandbox").make()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_told(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(SandboxHomeError, match="Permission denied"):
        SandboxHome(tmp_path / "closed" / ".sandbox").make()


@pytest.mark.parametrize("inside", [".", "config/families", "stacks"])
def test_is_found_from_anywhere_in_the_project(tmp_path: Path, inside: str) -> None:
    # given a project
    (tmp_path / "cdktf.json").write_text("{}")
    (tmp_path / inside).mkdir(parents=True, exist_ok=True)

    # then every folder in it has the same sandbox
    assert SandboxHome.of_project(tmp_path / inside).root == tmp_path.resolve() / ".sandbox"


def test_a_damaged_small_file_counts_as_missing(home: SandboxHome) -> None:
    home.server_json.write_text('{"port": 15')
    assert home.read_json(home.server_json) == {}


def test_each_sandbox_of_a_project_has_a_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a project with two sandboxes and an environment that is none
    environments = tmp_path / "config" / "environments"
    environments.mkdir(parents=True)
    for name in ("local", "local-azure"):
        (environments / f"{name}.yaml").write_text("environment: x\nsandbox: {}\n")
    (environments / "dev.yaml").write_text("environment: dev\n")

    # when $ENVIRONMENT names one, then it is that one's, and `local`'s for all others
    found = {}
    for name in ("local", "local-azure", "dev", "nowhere"):
        monkeypatch.setenv("ENVIRONMENT", name)
        found[name] = SandboxHome.of_project(tmp_path)
    folder = tmp_path / ".sandbox"
    assert found["local-azure"].root == folder / "environments" / "local-azure"
    assert {found[name].root for name in ("local", "dev", "nowhere")} == {folder}

    # and it knows where it belongs
    assert {home.project for home in found.values()} == {tmp_path}
    assert found["local-azure"].environment == "local-azure"
    assert found["dev"].environment == "local"
