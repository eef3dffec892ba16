"""The JSON of every stack in every environment, as it was last reviewed.

Update after a change that is meant: `pytest tests/stacks --snapshot-update`.
"""

import json
from pathlib import Path

import cdktf
import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from modelstacks.settings import load_project
from modelstacks.sizing import plan_family
from stacks import STACKS
from stacks.workspace import Folders

ENVIRONMENTS = ("local", "dev", "staging", "prod")


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


def synthesized(root: Path, environment: str, family: str) -> object:
    """Synthesize one stack with the folders a user has."""
    project = load_project(root / "config", environment)
    (settings,) = [f for f in project.families if f.name == family]
    stack = STACKS[family](
        cdktf.Testing.app(),
        plan=plan_family(settings, project.environment),
        folders=Folders(output=root / "cdktf.out", sandbox=root / ".sandbox"),
    )
    return json.loads(cdktf.Testing.synth(stack))


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("family", sorted(STACKS))
def test_stack_is_as_reviewed(
    root: Path, environment: str, family: str, golden: SnapshotAssertion
) -> None:
    assert synthesized(root, environment, family) == golden


def test_synthesis_is_deterministic(root: Path) -> None:
    first, second = (json.dumps(synthesized(root, "local", "t5")) for _ in range(2))

    assert first == second


def test_no_token_and_no_path_of_this_machine(root: Path) -> None:
    text = json.dumps(synthesized(root, "local", "t5"))

    assert "token" not in text
    assert str(root) not in text


def test_every_environment_has_a_golden_file(root: Path) -> None:
    names = {path.stem for path in (root / "config" / "environments").glob("*.yaml")}

    assert names == set(ENVIRONMENTS)
