"""The reference pages say what the code does."""

from pathlib import Path

import pytest

from modelstacks.cli.reference import SECTIONS, pages
from modelstacks.settings import schema
from modelstacks.settings.shapes import Section


@pytest.mark.parametrize("name", ["configuration.md", "catalog.md"])
def test_a_page_is_up_to_date(root: Path, name: str) -> None:
    written = (root / "docs" / "reference" / name).read_text(encoding="utf-8")

    assert written == pages()[name], "run: python -m modelstacks.cli.reference docs/reference"


def test_every_section_is_on_the_page() -> None:
    sections = {value for value in vars(schema).values() if isinstance(value, Section)}

    assert sections == set(SECTIONS.values())
