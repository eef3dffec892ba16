"""The JSON of every stack in every environment, as it was last reviewed.

Update after a change that is meant: `pytest tests/stacks --snapshot-update`.
"""

from pathlib import Path

import pytest
from support.stacks import ENVIRONMENTS, as_text, family_stack, synthesize
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from stacks import STACKS


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("family", sorted(STACKS))
def test_stack_is_as_reviewed(
    root: Path, environment: str, family: str, golden: SnapshotAssertion
) -> None:
    assert family_stack(root, environment, family).json == golden


def test_synthesis_is_deterministic(root: Path) -> None:
    first, second = (synthesize(root, "local") for _ in range(2))

    assert first == second


def test_no_token_and_no_path_of_this_machine(root: Path) -> None:
    text = as_text(family_stack(root, "local"))

    assert "token" not in text
    assert str(root) not in text


def test_every_environment_has_a_golden_file(root: Path) -> None:
    names = {path.stem for path in (root / "config" / "environments").glob("*.yaml")}

    assert names == set(ENVIRONMENTS)
