"""A small configuration that is right, to be made wrong by each test."""

from collections.abc import Callable
from pathlib import Path

import pytest

from modelstacks.errors import ConfigError, Problem
from modelstacks.settings import Project, load_project

ENVIRONMENT = """\
environment: dev
cloud: aws
region: us-east-1
catalog: dev
"""
ACCOUNT = "123456789012"
ON_AWS = f"{ENVIRONMENT}aws: {{account_id: '{ACCOUNT}'}}\n"
FAMILY = """\
family: t5
models:
  t5-base:
    interactive: {}
    serve: {version: 1}
"""


class Config:
    """A configuration folder with one environment and one family."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "config"
        (self.folder / "environments").mkdir(parents=True)
        (self.folder / "families").mkdir()
        self.environment(ENVIRONMENT)
        self.family(FAMILY)

    def environment(self, text: str | bytes, name: str = "dev") -> None:
        self._write(f"environments/{name}.yaml", text)

    def family(self, text: str | bytes, name: str = "t5") -> None:
        self._write(f"families/{name}.yaml", text)

    def load(self, environment: str = "dev") -> Project:
        return load_project(self.folder, environment)

    def problems(self, environment: str = "dev") -> tuple[Problem, ...]:
        with pytest.raises(ConfigError) as raised:
            self.load(environment)
        return raised.value.problems

    def _write(self, name: str, text: str | bytes) -> None:
        content = text.encode() if isinstance(text, str) else text
        (self.folder / name).write_bytes(content)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(tmp_path)


@pytest.fixture
def only_problem(config: Config) -> Callable[[], Problem]:
    def find() -> Problem:
        (problem,) = config.problems()
        return problem

    return find
