"""The job scripts, imported as a cluster imports them: their folder on the path, nothing else."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from modelstacks.jobs.bundle import SCRIPTS


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Put the scripts on the path for one test."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    yield SCRIPTS
    for name in [name for name in sys.modules if name.partition(".")[0] == "jobkit"]:
        del sys.modules[name]
