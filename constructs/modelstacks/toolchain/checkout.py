"""Where the parts of a checkout lie."""

from dataclasses import dataclass
from pathlib import Path

from modelstacks.toolchain.problem import ToolchainError


@dataclass(frozen=True, kw_only=True)
class Checkout:
    """A clone of the repository, and where its tools go."""

    root: Path

    @property
    def venv(self) -> Path:
        """The Python environment, which also holds the links to the other tools."""
        return self.root / ".venv"

    @property
    def bin(self) -> Path:
        """What `activate` puts first on the PATH."""
        return self.venv / "bin"

    @property
    def python(self) -> Path:
        """The Python that runs everything after set-up."""
        return self.bin / "python"

    @property
    def tools(self) -> Path:
        """Downloads and logs of set-up."""
        return self.root / ".tools"

    @property
    def cdktf(self) -> Path:
        """The program that `.venv/bin/cdktf` starts."""
        return self.root / "node_modules" / "cdktf-cli" / "bundle" / "bin" / "cdktf"


def this_checkout() -> Checkout:
    """Return the checkout that this package lies in."""
    root = Path(__file__).resolve().parents[3]
    if not (root / "requirements.lock").is_file():
        raise ToolchainError(
            "set-up works on a clone of the repository, and this copy of modelstacks is not in one"
        )
    return Checkout(root=root)
