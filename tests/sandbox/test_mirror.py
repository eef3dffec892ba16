"""The official provider out of a filesystem mirror, packed or not."""

import sys
import zipfile
from pathlib import Path

import pytest

from modelstacks.sandbox import mirror as mirrors
from modelstacks.sandbox.mirror import MirrorError
from modelstacks.sandbox.providers.installation import (
    BUILTIN,
    HOSTS,
    install_from_mirror,
    lock_entry,
    os_arch,
)

HOST = HOSTS["terraform"]
SOURCE, VERSION = BUILTIN["databricks"]
PROGRAM = f"terraform-provider-databricks_v{VERSION}"


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    folder = tmp_path / "mirror" / HOST / SOURCE / VERSION / os_arch()
    folder.mkdir(parents=True)
    (folder / PROGRAM).write_text("official")
    return tmp_path / "mirror"


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    folder = tmp_path / "packed" / HOST / SOURCE
    folder.mkdir(parents=True)
    name = f"terraform-provider-databricks_{VERSION}_{os_arch()}.zip"
    with zipfile.ZipFile(folder / name, "w") as archive:
        archive.writestr(PROGRAM, "official")
    return tmp_path / "packed"


@pytest.mark.parametrize("layout", ["unpacked", "packed"])
def test_the_needed_package_is_taken(
    tmp_path: Path, layout: str, request: pytest.FixtureRequest
) -> None:
    # given a mirror that also holds another version
    mirror: Path = request.getfixturevalue(layout)
    other = mirror / HOST / SOURCE / "1.2.3" / os_arch()
    other.mkdir(parents=True)
    (other / "terraform-provider-databricks_v1.2.3").touch()

    # when it is selected from, twice
    into = tmp_path / "into"
    for _ in range(2):
        mirrors.select(mirror, into)

    # then there is one provider, which can be started
    packages = (into / HOST / SOURCE).glob("[0-9]*")
    assert [path.name for path in packages] == [VERSION]
    program = into / HOST / SOURCE / VERSION / os_arch() / PROGRAM
    assert program.read_text() == "official"
    assert layout == "unpacked" or program.stat().st_mode & 0o111


def test_the_lock_file_fits(tmp_path: Path, packed: Path) -> None:
    # given a selection, when a stack is set up from it
    mirrors.select(packed, tmp_path / "into")
    stack = tmp_path / "stack"
    install_from_mirror(stack, tmp_path / "into", python=Path(sys.executable))

    # then its lock file names it with the hash of the package alone, and the built-in one beside
    text = (stack / ".terraform.lock.hcl").read_text()
    assert text.count("\nprovider ") == len(BUILTIN)
    assert lock_entry(tmp_path / "into" / HOST / SOURCE / VERSION / os_arch()) in text


def test_a_packed_one_that_changed_is_unpacked_again(tmp_path: Path, packed: Path) -> None:
    mirrors.select(packed, tmp_path / "into")
    (package,) = (packed / HOST / SOURCE).glob("*.zip")
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr(PROGRAM, "official, again")
    mirrors.select(packed, tmp_path / "into")
    program = tmp_path / "into" / HOST / SOURCE / VERSION / os_arch() / PROGRAM
    assert program.read_text() == "official, again"


def test_a_folder_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MirrorError, match="there is no such folder"):
        mirrors.find(tmp_path / "nowhere")


def test_a_folder_that_is_no_mirror_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    with pytest.raises(MirrorError, match=r"does not hold .*\n    found: photos\n    allowed: "):
        mirrors.find(tmp_path)


def test_another_version_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / HOST / SOURCE / "1.98.0" / os_arch()).mkdir(parents=True)
    with pytest.raises(MirrorError, match=rf"{VERSION} for .*\n    found: .*1\.98\.0"):
        mirrors.find(tmp_path)


def test_a_broken_package_is_refused(tmp_path: Path, packed: Path) -> None:
    (package,) = (packed / HOST / SOURCE).glob("*.zip")
    package.write_bytes(b"not a zip")
    with pytest.raises(MirrorError, match="not a zip file"):
        mirrors.select(packed, tmp_path / "into")
    assert not (tmp_path / "into" / HOST / SOURCE / VERSION / os_arch()).exists()


def test_opentofu_takes_it_from_a_mirror_of_either_registry(
    unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given OpenTofu and a mirror made with Terraform, when the provider is selected
    monkeypatch.setenv("TERRAFORM_BINARY_NAME", "/opt/bin/tofu")
    mirrors.select(unpacked, tmp_path / "into")

    # then it lies where OpenTofu looks
    folder = tmp_path / "into" / HOSTS["tofu"] / SOURCE / VERSION / os_arch()
    assert (folder / PROGRAM).read_text() == "official"
