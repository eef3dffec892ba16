"""Runs commands in this process, as the console script does."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from modelstacks.cli import main


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Runner:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str) -> Outcome:
        status = main(arguments)
        output = self.capsys.readouterr()
        return Outcome(status, output.out, output.err)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, root: Path) -> Runner:
    monkeypatch.delenv("ENVIRONMENT", raising=False)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(root)
    return Runner(capsys)
