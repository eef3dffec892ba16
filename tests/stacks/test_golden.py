"""The JSON of every stack in every environment, as it was last reviewed.

Update after a change that is meant: `pytest tests/stacks --snapshot-update`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.stacks import ENVIRONMENTS, as_text, family_stack, synthesize
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from modelstacks.settings.redaction import secret_kind
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
    template = family_stack(root, "local")

    assert [text for text in _texts(template.json) if secret_kind(text)] == []
    assert "token" not in template.json["provider"]["databricks"][0]
    assert str(root) not in as_text(template)


def test_every_environment_has_a_golden_file(root: Path) -> None:
    names = {path.stem for path in (root / "config" / "environments").glob("*.yaml")}

    assert names == set(ENVIRONMENTS)


def _texts(value: Any) -> Iterator[str]:
    """Every text in a document, keys included."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value
