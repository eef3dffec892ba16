"""What set-up remembers."""

from pathlib import Path

import pytest

from modelstacks.toolchain.stamps import Stamps, digest


def test_a_digest_follows_contents_and_their_order(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    file.write_text("one")
    before = digest(file, "x")

    assert digest(file, "x") == before
    assert digest("x", file) != before
    file.write_text("two")
    assert digest(file, "x") != before


def test_a_record_outlives_the_process(tmp_path: Path) -> None:
    Stamps(tmp_path / "new" / "setup.json").record("node", {"version": "20"})

    assert Stamps(tmp_path / "new" / "setup.json").get("node") == {"version": "20"}


@pytest.mark.parametrize("text", ["", "{", "[1]"])
def test_a_damaged_file_means_that_nothing_is_known(tmp_path: Path, text: str) -> None:
    (tmp_path / "setup.json").write_text(text)

    assert Stamps(tmp_path / "setup.json").get("node") is None
