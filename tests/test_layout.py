"""The folder `constructs/` must not hide the published package of that name."""

from pathlib import Path


def test_constructs_is_a_source_root_not_a_package(root: Path) -> None:
    assert not (root / "constructs" / "__init__.py").exists()
