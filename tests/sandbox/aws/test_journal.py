"""The journal: what was written is read again, and damage is told from a broken last line."""

from dataclasses import replace
from pathlib import Path

import pytest
from sandbox.aws.aws_sandbox import ENTRY

from modelstacks.sandbox.aws.journal import Entry, Journal, JournalDamagedError

BINARY = replace(ENTRY, service="s3", operation="PutObject", body=b"\x00\xff\n")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "aws-journal.jsonl"


def written(path: Path, *entries: Entry) -> bytes:
    journal = Journal(path)
    for entry in entries:
        journal.append(entry)
    journal.close()
    return path.read_bytes()


def test_gives_back_what_was_appended(path: Path) -> None:
    written(path, ENTRY)
    written(path, BINARY)

    journal = Journal(path)
    assert journal.entries == (ENTRY, BINARY)
    assert not journal.lost_tail
    assert path.stat().st_mode & 0o077 == 0


def test_is_not_there_before_something_changed(path: Path) -> None:
    assert Journal(path).entries == ()
    assert not path.exists()


@pytest.mark.parametrize("rest", [b'{"service":"ia', b'{"service":"iam"}\n', b"\x00\x00\x00"])
def test_a_broken_last_line_is_cut_off(path: Path, rest: bytes) -> None:
    # given a process that was killed while it wrote: nobody got an answer to that call
    sound = written(path, ENTRY)
    path.write_bytes(sound + rest)

    # when it is opened, then the rest counts, and it can be written on
    journal = Journal(path)
    assert journal.entries == (ENTRY,)
    assert journal.lost_tail
    assert path.read_bytes() == sound
    journal.append(BINARY)
    assert Journal(path).entries == (ENTRY, BINARY)


def test_damage_before_the_last_line_is_refused_and_left(path: Path) -> None:
    # given a journal with a hole
    raw = written(path, ENTRY, BINARY)
    path.write_bytes(raw.replace(b'"CreateRole"', b'"CreateRole', 1))
    before = path.read_bytes()

    # then it is refused, with the line and the way out, and not touched
    with pytest.raises(JournalDamagedError, match=r"(?s)line 2: .*modelstacks sandbox reset"):
        Journal(path)
    assert path.read_bytes() == before


def test_another_layout_is_refused(path: Path) -> None:
    raw = written(path, ENTRY)
    path.write_bytes(raw.replace(b'"version": 1', b'"version": 2', 1))
    with pytest.raises(JournalDamagedError, match="not a journal of version 1"):
        Journal(path)


def test_a_shorter_one_takes_its_place(path: Path) -> None:
    written(path, ENTRY, BINARY)
    journal = Journal(path)
    journal.replace([BINARY])
    journal.append(ENTRY)
    assert Journal(path).entries == (BINARY, ENTRY)
    assert [one.name for one in path.parent.iterdir()] == [path.name]
