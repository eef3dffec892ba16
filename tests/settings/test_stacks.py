"""Stacks are found by name; a name that is not there is told with the nearest."""

from pathlib import Path

import pytest

from modelstacks.errors import ConfigError
from modelstacks.settings import Project, load_project, select_stacks


@pytest.fixture(scope="module")
def project(root: Path) -> Project:
    return load_project(root / "config", "local")


def test_by_name(project: Project) -> None:
    assert select_stacks(project, ["t5-stack"]) == project.families


def test_no_name_is_all_of_them(project: Project) -> None:
    assert select_stacks(project, []) == project.families


def test_every_unknown_name_is_told(project: Project) -> None:
    with pytest.raises(ConfigError) as raised:
        select_stacks(project, ["t4-stack", "llama-stack"])

    first, second = raised.value.problems
    assert "environment local has no stack `t4-stack`" in first.found
    assert first.nearest == "t5-stack"
    assert "`llama-stack`" in second.found
