"""Stacks are found by name; a name that is not there is told with the nearest."""

from pathlib import Path

import pytest

from modelstacks.errors import ConfigError
from modelstacks.settings import Project, load_project, select_stacks
from modelstacks.settings.stacks import selects_foundation

from .conftest import Config


@pytest.fixture(scope="module")
def project(root: Path) -> Project:
    return load_project(root / "config", "local")


def test_by_name(project: Project) -> None:
    (family,) = select_stacks(project, ["t5-stack"])
    assert family.name == "t5"


def test_no_name_is_all_of_them(project: Project) -> None:
    assert select_stacks(project, []) == project.families


def test_every_unknown_name_is_told(project: Project) -> None:
    with pytest.raises(ConfigError) as raised:
        select_stacks(project, ["t4-stack", "llama-stack"])

    first, second = raised.value.problems
    assert "environment local has no stack `t4-stack`" in first.found
    assert first.nearest == "t5-stack"
    assert "`llama-stack`" in second.found


def test_what_the_families_share_is_a_stack_of_its_own(project: Project) -> None:
    assert select_stacks(project, ["foundation-stack"]) == ()
    assert selects_foundation(project, ["foundation-stack"])
    assert selects_foundation(project, [])
    assert not selects_foundation(project, ["t5-stack"])


def test_there_is_no_such_stack_where_nothing_is_shared(root: Path) -> None:
    dev = load_project(root / "config", "dev")

    assert not selects_foundation(dev, [])
    with pytest.raises(ConfigError) as raised:
        select_stacks(dev, ["foundation-stack"])
    assert "declare something for all" in raised.value.problems[0].fix


def test_a_family_cannot_take_its_name(config: Config) -> None:
    config.family("family: foundation\nmodels:\n  t5-base: {}\n", name="foundation")

    (problem,) = config.problems()
    assert "is the stack of what an environment declares for all" in problem.found
    assert problem.fix == "rename the family"
