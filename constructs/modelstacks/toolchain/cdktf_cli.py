"""cdktf-cli from `package-lock.json`, and the `cdktf` of `.venv/bin` that starts it."""

from pathlib import Path

from modelstacks.toolchain.checkout import Checkout
from modelstacks.toolchain.node import Node
from modelstacks.toolchain.platforms import this_platform
from modelstacks.toolchain.process import first_line, run, say
from modelstacks.toolchain.stamps import Stamps, digest

TERMINAL = "@cdktf/node-pty-prebuilt-multiarch"
SHIM = Path(__file__).with_name("cdktf.sh")
INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def ensure_cdktf(checkout: Checkout, stamps: Stamps, node: Node) -> None:
    """Install cdktf-cli, check that its one native part loads, and write the shim."""
    files = (checkout.root / "package.json", checkout.root / "package-lock.json")
    key = digest(*files, this_platform(), str(node.major))
    if stamps.get("cdktf") != key or not checkout.cdktf.is_file():
        say("installing cdktf-cli into node_modules (about half a minute) ...")
        took = run(
            checkout,
            [*node.npm, *INSTALL],
            log="npm",
            failure="cdktf-cli could not be installed",
            fix="check the network and run `make setup` again",
        )
        _ensure_terminal(checkout, node)
        stamps.record("cdktf", key)
        say(f"cdktf-cli installed in {took:.0f} s")
    _write_shim(checkout.bin / "cdktf")


def _ensure_terminal(checkout: Checkout, node: Node) -> None:
    # The package carries its native part for most systems. Intel Macs have to fetch or build it,
    # which is the only reason to run an install script at all.
    load = f"process.chdir({str(checkout.root)!r}); require('{TERMINAL}'); console.log('ok')"
    if first_line([node.path, "-e", load]) == "ok":
        return
    run(
        checkout,
        [*node.npm, "rebuild", TERMINAL],
        log="npm-rebuild",
        failure=f"cdktf-cli has no built terminal module for {this_platform()}",
        fix="install a C++ compiler (macOS: xcode-select --install) and run `make setup` again",
    )


def _write_shim(place: Path) -> None:
    text = SHIM.read_text()
    if place.is_file() and not place.is_symlink() and place.read_text() == text:
        return
    draft = place.with_name("cdktf.new")
    draft.write_text(text)
    draft.chmod(0o755)
    draft.replace(place)
