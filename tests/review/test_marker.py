"""The hidden line that a comment is found by."""

import pytest

from modelstacks.review.marker import Marker, find_marker

MARKER = Marker(
    key="plan", fingerprint="a+b", commit="abc", run="1-2", valid_at="2026-01-01T00:00:00+00:00"
)


def test_a_marker_comes_back_as_it_was() -> None:
    line = MARKER.line()

    assert line.startswith("<!-- modelstacks:plan v=1 key=plan fp=a+b sha=abc ")
    assert find_marker(f"{line}\nrest") == MARKER
    assert find_marker(f"{line}\r\nrest") == MARKER  # as GitHub gives it back


@pytest.mark.parametrize("value", ["--> x", "a b=c", "<!--", "é\u202e\ud800", "x\ny", ""])
def test_no_value_ends_the_comment(value: str) -> None:
    line = Marker(key="plan", commit=value, run=value).line()

    assert line.count("-->") == 1
    assert "\n" not in line
    found = find_marker(line)
    assert found is not None
    assert found.key == "plan"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "text",
        f"quoted:\n{MARKER.line()}",
        f" {MARKER.line()}",
        "<!-- modelstacks:plan v=2 key=plan -->",
        "<!-- modelstacks:plan v=1 sha=abc -->",
        "<!-- modelstacks:plan key -->",
    ],
)
def test_what_is_no_marker_of_ours_is_none(body: str) -> None:
    assert find_marker(body) is None


def test_the_older_one_is_told() -> None:
    later = Marker(key="plan", valid_at="2026-01-01T02:00:00+01:00")

    assert MARKER.is_older_than(later)
    assert not later.is_older_than(MARKER)
    assert not MARKER.is_older_than(MARKER)
    assert not Marker(key="plan").is_older_than(later)
    assert not Marker(key="plan", valid_at="soon").is_older_than(later)
