"""Providers beside a stack, and the lock file that goes with them."""

import hashlib
import json
import os
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from modelstacks.sandbox.providers.installation import (
    BUILTIN,
    LOCK_FILE,
    host,
    install_builtin,
    install_from_mirror,
    lock_entry,
    os_arch,
    uninstall,
)

_SOURCE = "registry.terraform.io/databricks/databricks"
_DIRECTORY = Path("terraform.d/plugins") / _SOURCE / "1.99.0" / os_arch()
_REQUIRES_DATABRICKS = json.dumps(
    {
        "terraform": {
            "required_providers": {
                "databricks": {"source": "databricks/databricks", "version": "1.99.0"}
            }
        }
    }
)
_LAUNCHER = _DIRECTORY / "terraform-provider-databricks_v1.99.0"


def _mirror(folder: Path) -> Path:
    directory = folder / "mirror" / _SOURCE / "1.99.0" / os_arch()
    directory.mkdir(parents=True)
    (directory / "terraform-provider-databricks_v1.99.0").write_text("official")
    (directory / "LICENSE").write_text("text")
    return folder / "mirror"


def test_the_launcher_starts_the_provider_with_the_given_interpreter(tmp_path: Path) -> None:
    install_builtin(tmp_path, python=Path("/some where/python"))
    launcher = tmp_path / _LAUNCHER
    assert launcher.read_text() == (
        "#!/bin/sh\nexec '/some where/python' -P -m modelstacks.sandbox.providers.databricks\n"
    )
    assert os.access(launcher, os.X_OK)


def test_the_lock_file_names_version_constraint_and_hash(tmp_path: Path) -> None:
    install_builtin(tmp_path, python=Path(sys.executable))
    text = (tmp_path / LOCK_FILE).read_text()
    digest = hashlib.sha256((tmp_path / _LAUNCHER).read_bytes()).hexdigest()
    line = f"{digest}  {_LAUNCHER.name}\n".encode()
    expected = "h1:" + b64encode(hashlib.sha256(line).digest()).decode()
    assert f'provider "{_SOURCE}"' in text
    assert 'constraints = "1.99.0"' in text
    assert expected in text


def test_only_what_the_stack_requires_is_locked(tmp_path: Path) -> None:
    # given nothing synthesized, then all are locked
    install_builtin(tmp_path, python=Path(sys.executable))
    assert (tmp_path / LOCK_FILE).read_text().count("\nprovider ") == len(BUILTIN)

    # given a stack that requires one, then only that one is
    (tmp_path / "cdk.tf.json").write_text(_REQUIRES_DATABRICKS)
    install_builtin(tmp_path, python=Path(sys.executable))
    assert (tmp_path / LOCK_FILE).read_text().count("\nprovider ") == 1
    assert f'provider "{_SOURCE}"' in (tmp_path / LOCK_FILE).read_text()


def test_installing_again_changes_nothing(tmp_path: Path) -> None:
    install_builtin(tmp_path, python=Path(sys.executable))
    before = [(path, path.stat().st_mtime_ns) for path in sorted(tmp_path.rglob("*"))]
    install_builtin(tmp_path, python=Path(sys.executable))
    assert before == [(path, path.stat().st_mtime_ns) for path in sorted(tmp_path.rglob("*"))]


def test_a_stray_file_beside_the_launcher_goes(tmp_path: Path) -> None:
    """It would be part of the hash."""
    install_builtin(tmp_path, python=Path(sys.executable))
    (tmp_path / _DIRECTORY / "left.over").write_text("x")
    install_builtin(tmp_path, python=Path(sys.executable))
    assert [path.name for path in (tmp_path / _DIRECTORY).iterdir()] == [_LAUNCHER.name]


def test_a_mirror_is_linked_and_locked(tmp_path: Path) -> None:
    mirror = _mirror(tmp_path)
    stack = tmp_path / "stack"
    install_from_mirror(stack, mirror, python=Path(sys.executable))
    assert (stack / _LAUNCHER).read_text() == "official"
    assert lock_entry(mirror / _SOURCE / "1.99.0" / os_arch()) in (stack / LOCK_FILE).read_text()


def test_what_the_mirror_does_not_hold_is_the_built_in_one(tmp_path: Path) -> None:
    stack = tmp_path / "stack"
    install_from_mirror(stack, _mirror(tmp_path), python=Path(sys.executable))

    source, version = BUILTIN["aws"]
    folder = stack / "terraform.d" / "plugins" / host() / source / version / os_arch()
    (launcher,) = folder.iterdir()
    assert launcher.read_text().startswith("#!/bin/sh")
    assert (stack / LOCK_FILE).read_text().count("\nprovider ") == len(BUILTIN)


def test_one_kind_replaces_the_other_without_touching_the_mirror(tmp_path: Path) -> None:
    mirror = _mirror(tmp_path)
    stack = tmp_path / "stack"
    install_builtin(stack, python=Path(sys.executable))
    install_from_mirror(stack, mirror, python=Path(sys.executable))
    install_builtin(stack, python=Path(sys.executable))
    assert (stack / _LAUNCHER).read_text().startswith("#!/bin/sh")
    official = mirror / _SOURCE / "1.99.0" / os_arch() / _LAUNCHER.name
    assert official.read_text() == "official"


def test_a_mirror_without_a_provider_for_this_system_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no unpacked provider"):
        install_from_mirror(tmp_path / "stack", tmp_path, python=Path(sys.executable))


def test_uninstalling_leaves_only_what_is_not_ours(tmp_path: Path) -> None:
    install_from_mirror(tmp_path / "stack", _mirror(tmp_path), python=Path(sys.executable))
    (tmp_path / "stack" / "cdk.tf.json").write_text("{}")
    (tmp_path / "stack" / ".terraform" / "providers").mkdir(parents=True)
    uninstall(tmp_path / "stack")
    left = [str(path.relative_to(tmp_path / "stack")) for path in (tmp_path / "stack").rglob("*")]
    assert sorted(left) == [".terraform", "cdk.tf.json"]
    assert (tmp_path / "mirror" / _SOURCE).is_dir()
    uninstall(tmp_path / "stack")


@pytest.mark.e2e
def test_terraform_accepts_the_lock_file_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "cdk.tf.json").write_text(_REQUIRES_DATABRICKS)
    install_builtin(tmp_path, python=Path(sys.executable))
    lock = (tmp_path / LOCK_FILE).read_text()
    environment = {**os.environ, "CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull}
    command = ["terraform", "init", "-input=false", "-lockfile=readonly", "-no-color"]
    result = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert (tmp_path / LOCK_FILE).read_text() == lock


def test_opentofu_finds_it_under_its_own_registry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given OpenTofu, when the built-in provider is installed
    monkeypatch.setenv("TERRAFORM_BINARY_NAME", "tofu")
    install_builtin(tmp_path, python=Path("/usr/bin/python3"))

    # then folder and lock file name the registry that OpenTofu reads `databricks/databricks` from
    plugins = tmp_path / "terraform.d" / "plugins"
    assert [folder.name for folder in plugins.iterdir()] == ["registry.opentofu.org"]
    assert 'provider "registry.opentofu.org/' in (tmp_path / ".terraform.lock.hcl").read_text()
