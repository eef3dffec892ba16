"""The official provider against the same workspace: the judge of the built-in one.

Run with `pytest --provider-mirror DIR`, where DIR is a filesystem mirror that holds it.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.imports import import_everything, more_than_configuration
from support.objects import objects
from support.project import Project

pytestmark = [pytest.mark.e2e, pytest.mark.official]


@pytest.fixture
def official(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Project]:
    """A project whose sandbox takes the official provider from the mirror."""
    root = tmp_path / "official"
    root.mkdir()
    made = Project.create(root)
    mirror = request.config.getoption("--provider-mirror").resolve()
    made.run("modelstacks", "sandbox", "up", "--provider-mirror", mirror)
    yield made
    unknown = made.api("GET", "/sandbox/unknown-routes")
    made.down()
    assert unknown["count"] == 0, unknown


def deploy(project: Project) -> None:
    project.synth()
    project.init()
    project.apply()


def test_both_providers_leave_the_same_objects(official: Project, project: Project) -> None:
    # given two fresh checkouts, when one provider each deploys the same stack
    deploy(official)
    deploy(project)

    # then the workspaces hold the same, object by object, and AWS was told the same, call by call
    theirs, ours = objects(official.root / ".sandbox"), objects(project.root / ".sandbox")
    assert ours == theirs

    # and both find nothing left to do
    assert official.plan() == {}
    assert project.plan() == {}

    # when what is deployed changes, then both change the same
    for each in (official, project):
        each.edit("config/families/t5.yaml", "interactive: {}", "interactive: {max_workers: 3}")
        each.edit("config/environments/local.yaml", "tags:\n", "tags:\n  Ticket: ml-42\n")
        each.synth()
    assert official.plan() == project.plan()
    for each in (official, project):
        each.apply()
        assert each.plan() == {}
    assert objects(project.root / ".sandbox") == objects(official.root / ".sandbox")

    # and after a destroy both are as empty as before
    for each in (official, project):
        each.destroy()
    assert objects(project.root / ".sandbox") == objects(official.root / ".sandbox")
    assert official.addresses() == []


def test_an_import_into_an_empty_state_plans_no_change(official: Project) -> None:
    # given a deployed stack
    deploy(official)

    # when its state has lost every object and each is imported
    changes = import_everything(official)

    # then only arguments that live in the configuration alone would change
    assert more_than_configuration(changes) == {}
