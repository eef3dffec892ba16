"""Files that are no plan: one clear sentence each."""

import json
from pathlib import Path

import pytest
from support.reviews import PLANS, document

from modelstacks.review import document as module
from modelstacks.review.document import PlanError, parse_document, read_document

WHOLE = (PLANS / "every_class.json").read_bytes()

BAD = {
    "saved plan": (b"PK\x03\x04....", "a saved plan, not its JSON"),
    "empty": (b" \n", "empty"),
    "binary": (b"\x80\x81\xfe\x00", "not text"),
    "words": (b"Error: no plan", "not JSON"),
    "list": (b"[]", "not a plan"),
    "null": (b"null", "not a plan"),
    "other JSON": (b'{"name": "x"}', "not a plan"),
    "state": (b'{"format_version": "1.0", "values": {}}', "a state"),
    "old": (b'{"format_version": "0.2", "planned_values": {}}', "format 0.2"),
    "new": (b'{"format_version": "2.0", "planned_values": {}}', "format 2.0"),
    "infinite": (b'{"format_version": "1.2", "planned_values": {"x": NaN}}', "a number"),
    "long number": (b'{"format_version": "1.2", "x": ' + b"9" * 5000 + b"}", "a number"),
    "bomb": (b'{"format_version": "1.2", "planned_values": ' + b"[" * 100_000, "nested"),
    "deep": (
        b'{"format_version": "1.2", "planned_values": ' + b"[" * 300 + b"]" * 300 + b"}",
        "nested",
    ),
    "no list": (b'{"format_version": "1.2", "resource_changes": 5}', "damaged"),
    "no change": (b'{"format_version": "1.2", "resource_changes": [{"address": "a"}]}', "damaged"),
    "odd action": (
        json.dumps(document({"address": "a", "change": {"actions": [1]}})).encode(),
        "damaged",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_one_sentence(name: str) -> None:
    raw, said = BAD[name]

    with pytest.raises(PlanError, match=said) as caught:
        parse_document(raw, "x.json")

    assert str(caught.value).startswith("x.json: ")
    assert str(caught.value).count("\n") <= 1


@pytest.mark.parametrize("size", [1, 100, len(WHOLE) // 2, len(WHOLE) - 3])
def test_a_truncated_file_is_told_as_such(size: int) -> None:
    with pytest.raises(PlanError, match=r"ends too early|not JSON"):
        parse_document(WHOLE[:size], "x.json")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="No such file"):
        read_document(tmp_path / "none.json")
    with pytest.raises(PlanError, match="directory"):
        read_document(tmp_path)


def test_a_huge_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_BYTES", 100)
    file = tmp_path / "huge.json"
    file.write_bytes(WHOLE)

    with pytest.raises(PlanError, match="MiB"):
        read_document(file)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_what_windows_shells_write_is_read(encoding: str) -> None:
    read = parse_document(WHOLE.decode().encode(encoding), "x.json")

    assert read.data == json.loads(WHOLE)


def test_a_newer_minor_version_is_read() -> None:
    read = parse_document(json.dumps(document() | {"format_version": "1.99"}).encode(), "x")

    assert list(read.objects("resource_changes")) == []
