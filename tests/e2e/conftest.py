"""One project with its sandbox for each end-to-end test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A fresh project; ends with the sandbox down and every route known."""
    root = tmp_path / "project"
    root.mkdir()
    made = Project.create(root)
    yield made
    if not (made.root / ".sandbox" / "databrickscfg").exists():
        return
    unknown = made.api("GET", "/sandbox/unknown-routes")
    made.down()
    assert unknown["count"] == 0, unknown
