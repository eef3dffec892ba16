"""Which Node is chosen."""

from pathlib import Path

import pytest
from toolchain.programs import program

from modelstacks.toolchain import node as node_module
from modelstacks.toolchain.checkout import Checkout
from modelstacks.toolchain.node import Node, accepted_majors, ensure_node, on_path, pick
from modelstacks.toolchain.stamps import Stamps


def a_node(version: str, *, npm: bool = True) -> Node:
    return Node(path=Path("/opt") / version, version=version, npm=("npm",) if npm else ())


def test_the_first_node_that_fits_is_taken() -> None:
    found = [a_node("24.1.0"), a_node("22.20.0"), a_node("20.1.0")]

    assert pick(found, (20, 22)) == (found[1], "")


@pytest.mark.parametrize(
    ("found", "why"),
    [
        ([], "there is no Node on the PATH"),
        (
            [a_node("24.1.0")],
            "the PATH has Node 24.1.0, and cdktf-cli 0.21 runs on Node 20 or 22 only",
        ),
        ([a_node("22.1.0", npm=False)], "the PATH has Node 22.1.0 without npm"),
    ],
)
def test_what_does_not_fit_is_named(found: list[Node], why: str) -> None:
    assert pick(found, (20, 22)) == (None, why)


def test_linux_on_arm_has_a_native_module_for_node_20_only() -> None:
    assert accepted_majors("linux_arm64") == (20,)
    assert accepted_majors("linux_amd64") == accepted_majors("darwin_arm64") == (20, 22)


def test_programs_on_the_path_are_asked(tmp_path: Path) -> None:
    # given a version manager's shim, a Node that does not run, and one without npm beside it
    program(tmp_path / "shims" / "node", "echo 22.1.0 /opt/node/bin/node")
    program(tmp_path / "broken" / "node", "exit 1")
    program(tmp_path / "other" / "node", "echo 20.1.0 /usr/bin/node")
    npm = program(tmp_path / "other" / "npm", "")

    # when the folders are searched
    found = on_path([tmp_path / "shims", tmp_path / "broken", tmp_path / "other"])

    # then each Node is known by its own path, not by the shim's
    assert [(str(node.path), node.version) for node in found] == [
        ("/opt/node/bin/node", "22.1.0"),
        ("/usr/bin/node", "20.1.0"),
    ]
    assert {node.npm for node in found} == {(str(npm),)}


def test_a_choice_is_kept_until_that_node_goes(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # given a Node that was chosen and linked
    first = program(tmp_path / "first" / "node", f"echo 20.1.0 {tmp_path}/first/node")
    second = program(tmp_path / "second" / "node", f"echo 22.1.0 {tmp_path}/second/node")
    for path in (first, second):
        program(path.with_name("npm"), "")
    checkout.bin.mkdir(parents=True)
    stamps = Stamps(checkout.venv / "setup.json")
    monkeypatch.setattr(node_module, "this_platform", lambda: "linux_amd64")
    monkeypatch.setenv("PATH", str(first.parent))
    ensure_node(checkout, stamps)

    # when the PATH changes, the choice stays
    monkeypatch.setenv("PATH", str(second.parent))
    assert ensure_node(checkout, Stamps(stamps.path)).path == first

    # and when that Node is removed, another is chosen
    first.unlink()
    assert ensure_node(checkout, Stamps(stamps.path)).path == second
    assert (checkout.bin / "node").readlink() == second
