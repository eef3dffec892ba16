"""A checkout in a temporary folder."""

from pathlib import Path

import pytest

from modelstacks.toolchain.checkout import Checkout


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """An empty clone, in a folder with a space in its name."""
    root = tmp_path / "a clone"
    root.mkdir()
    for name in ("requirements.lock", "requirements-node.lock", "pyproject.toml"):
        (root / name).write_text(name)
    return Checkout(root=root)
