"""The reference pages say what the code does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from modelstacks.cli.reference import SECTIONS, pages
from modelstacks.settings import schema
from modelstacks.settings.shapes import ListOf, MappingOf, Section, Shape, Switch, TextOrMapping


@pytest.mark.parametrize("name", ["configuration.md", "catalog.md"])
def test_a_page_is_up_to_date(root: Path, name: str) -> None:
    written = (root / "docs" / "reference" / name).read_text(encoding="utf-8")

    assert written == pages()[name], "run: python -m modelstacks.cli.reference docs/reference"


def test_every_section_is_on_the_page() -> None:
    sections = {*below(schema.ENVIRONMENT), *below(schema.FAMILY)}

    assert sections == set(SECTIONS.values())


def below(shape: Shape) -> Iterator[Section]:
    """Every section that a value of this shape can hold, itself too."""
    if isinstance(shape, Section):
        yield shape
        for key in shape.keys.values():
            yield from below(key.shape)
    elif isinstance(shape, ListOf | MappingOf):
        yield from below(shape.item)
    elif isinstance(shape, Switch):
        yield from below(shape.shape)
    elif isinstance(shape, TextOrMapping):
        yield from below(shape.mapping)
