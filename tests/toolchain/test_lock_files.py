"""The lock files: what was asked for, with hashes, and from nowhere in particular."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PYTHON_LOCKS = ("requirements.lock", "requirements-node.lock")
PIN = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)


@pytest.fixture(scope="session")
def asked(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text())


def pins(path: Path) -> dict[str, list[str]]:
    """Every locked name with its versions."""
    found: dict[str, list[str]] = {}
    for name, version in PIN.findall(path.read_text()):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_a_python_lock_names_no_address(root: Path, name: str) -> None:
    text = (root / name).read_text()

    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_the_node_lock_names_no_address(root: Path) -> None:
    # `funding` says where an author asks for money; nothing is fetched from there
    for path, entry in json.loads((root / "package-lock.json").read_text())["packages"].items():
        assert "://" not in json.dumps({**entry, "funding": None}), path
        assert "resolved" not in entry, path


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_every_python_package_has_a_hash(root: Path, name: str) -> None:
    for entry in re.split(r"\n(?=\S)", (root / name).read_text().strip()):
        assert PIN.match(entry), entry
        assert "--hash=sha256:" in entry, entry


def test_the_python_lock_holds_what_the_project_asks_for(root: Path, asked: dict[str, Any]) -> None:
    project = asked["project"]
    wanted = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
        *asked["dependency-groups"]["dev"],
        *asked["build-system"]["requires"],
    ]
    locked = pins(root / "requirements.lock")

    for requirement in map(Requirement, wanted):
        versions = locked.get(canonicalize_name(requirement.name), [])
        fits = [each for each in versions if requirement.specifier.contains(each)]
        assert fits, f"{requirement} is locked as {versions}: run make lock"


def test_the_node_wheel_is_the_one_the_project_asks_for(root: Path, asked: dict[str, Any]) -> None:
    wanted = {str(Requirement(each).specifier) for each in asked["dependency-groups"]["node"]}
    (versions,) = pins(root / "requirements-node.lock").values()

    assert {f"=={version}" for version in versions} == wanted


def test_the_node_packages_hold_what_the_project_asks_for(root: Path) -> None:
    asked = json.loads((root / "package.json").read_text())
    locked = json.loads((root / "package-lock.json").read_text())["packages"]

    assert locked[""]["dependencies"] == asked["dependencies"]
    assert locked[""]["engines"] == asked["engines"]
    for name, version in asked["dependencies"].items():
        assert locked[f"node_modules/{name}"]["version"] == version
    for path, entry in locked.items():
        inside = not path or entry.get("inBundle")
        assert inside or entry["integrity"].startswith("sha512-"), path
