"""Which Terraform is chosen."""

from pathlib import Path

import pytest
from toolchain.programs import program

from modelstacks.toolchain import terraform as terraform_module
from modelstacks.toolchain.checkout import Checkout
from modelstacks.toolchain.problem import ToolchainError
from modelstacks.toolchain.release import Release
from modelstacks.toolchain.stamps import Stamps
from modelstacks.toolchain.terraform import ensure_terraform, find


@pytest.mark.parametrize(
    ("name", "says", "accepted"),
    [
        ("terraform", "Terraform v1.11.0", True),
        ("terraform", "Terraform v1.15.2-rc1", True),
        ("terraform", "Terraform v1.10.9", False),
        ("tofu", "OpenTofu v1.10.0", True),
        ("tofu", "OpenTofu v1.9.1", False),
    ],
)
def test_old_versions_are_refused(tmp_path: Path, name: str, says: str, accepted: bool) -> None:
    place = program(tmp_path / name, f"echo '{says}'; echo 'on linux_amd64'")

    found, why = find(name, [tmp_path])

    assert (found is not None) == accepted
    assert accepted or why.startswith(f"{place} is {says.replace(' v', ' ')}, older than 1.1")


def test_the_first_one_that_runs_decides(tmp_path: Path) -> None:
    # given a shim that fails before an old one, and a new one last
    program(tmp_path / "a" / "terraform", "exit 126")
    program(tmp_path / "b" / "terraform", "echo 'Terraform v1.5.7'")
    program(tmp_path / "c" / "terraform", "echo 'Terraform v1.12.0'")

    # then the old one is what cdktf would run, so it is named
    found, why = find("terraform", [tmp_path / "a", tmp_path / "b", tmp_path / "c"])
    assert found is None
    assert "1.5.7" in why


@pytest.fixture
def unreachable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing on the PATH, and nothing to download."""
    nowhere = Release(version="1.11.4", url="http://127.0.0.1:1/x", sha256={"linux_amd64": "0"})
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.delenv("TERRAFORM_BINARY_NAME", raising=False)
    monkeypatch.setattr(terraform_module, "pinned_release", lambda: nowhere)
    monkeypatch.setattr(terraform_module, "this_platform", lambda: "linux_amd64")


@pytest.mark.usefixtures("unreachable")
def test_without_terraform_one_sentence_says_what_to_install(
    checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    stamps = Stamps(checkout.venv / "setup.json")

    with pytest.raises(ToolchainError, match=r"not be downloaded .*; install Terraform 1\.11"):
        ensure_terraform(checkout, stamps, required=True)

    assert ensure_terraform(checkout, stamps, required=False) is None
    assert "install Terraform 1.11 or newer" in capsys.readouterr().err


@pytest.mark.usefixtures("unreachable")
def test_a_chosen_tofu_is_never_replaced_by_terraform(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERRAFORM_BINARY_NAME", "tofu")

    with pytest.raises(ToolchainError, match="TERRAFORM_BINARY_NAME=tofu, but there is no tofu"):
        ensure_terraform(checkout, Stamps(checkout.venv / "setup.json"), required=True)


def test_a_choice_is_asked_again_only_when_the_program_changed(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # given a Terraform on the PATH that counts how often it is asked
    place = program(tmp_path / "terraform", f"echo x >> {tmp_path}/asked; echo 'Terraform v1.11.1'")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.delenv("TERRAFORM_BINARY_NAME", raising=False)
    stamps = Stamps(checkout.venv / "setup.json")

    # when it is looked for twice, it is asked once
    for _ in range(2):
        found = ensure_terraform(checkout, Stamps(stamps.path), required=True)
        assert found is not None
        assert found.version == "1.11.1"
    assert (tmp_path / "asked").read_text() == "x\n"

    # and asked again when it was upgraded
    program(place, "echo 'Terraform v1.12.0'")
    found = ensure_terraform(checkout, Stamps(stamps.path), required=True)
    assert found is not None
    assert found.version == "1.12.0"
