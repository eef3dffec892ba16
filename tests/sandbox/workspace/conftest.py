"""A workspace for each test, where everything is ready at once."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sandbox.workspace.workspace_client import Api

_MEMORY = Path("/dev/shm")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory where there is one: a disk would make every test wait for it."""
    with TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as name:
        yield Path(name)


@pytest.fixture
def api(folder: Path) -> Iterator[Api]:
    """A workspace whose clusters and endpoints need no polls."""
    made = Api(folder)
    yield made
    made.close()


@pytest.fixture
def slow_api(folder: Path) -> Iterator[Api]:
    """A workspace whose clusters and endpoints need two polls."""
    made = Api(folder, polls=2)
    yield made
    made.close()
