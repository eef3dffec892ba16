"""`python main.py`, as cdktf calls it: what a user reads when the configuration is wrong."""

import sys
from pathlib import Path

import pytest
from support.project import Project


@pytest.fixture
def checkout(tmp_path: Path) -> Project:
    """A fresh checkout; nothing is started in it."""
    return Project.create(tmp_path)


def test_every_problem_is_told_at_once_without_a_traceback(checkout: Project) -> None:
    # given mistakes in two files, when the stacks are synthesized
    checkout.edit("config/families/t5.yaml", "  t5-base:", "  t5-bse:")
    checkout.edit("config/environments/local.yaml", "region: us-east-1", "region: us-est-1")
    done = checkout.run(sys.executable, "main.py", ok=False)

    # then both are told, with file, line and the nearest name
    assert done.returncode == 2
    assert "config/environments/local.yaml:4 region" in done.stderr
    assert "did you mean: us-east-1" in done.stderr
    assert "did you mean: t5-base" in done.stderr
    assert "Traceback" not in done.stderr

    # and nothing was created
    assert not (checkout.root / "cdktf.out").exists()
    assert not (checkout.root / ".sandbox").exists()


def test_an_unknown_environment_names_the_nearest(checkout: Project) -> None:
    done = checkout.run(sys.executable, "main.py", env={"ENVIRONMENT": "prd"}, ok=False)

    assert done.returncode == 2
    assert "did you mean: prod" in done.stderr


def test_an_unknown_stack_names_the_nearest(checkout: Project) -> None:
    # given a stack name as the shim passes it on, when the stacks are synthesized
    done = checkout.run(sys.executable, "main.py", env={"MODELSTACKS_STACKS": " t5-stak"}, ok=False)

    # then the nearest is named
    assert done.returncode == 2
    assert "did you mean: t5-stack" in done.stderr
