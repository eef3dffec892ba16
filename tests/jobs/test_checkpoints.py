"""Only complete checkpoints are continued from."""

import json
from pathlib import Path

import pytest

from modelstacks.jobs.scripts.jobkit import checkpoints


def saved(folder: Path, step: int, *, complete: bool = True) -> Path:
    made = folder / f"checkpoint-{step}"
    (made / "shards").mkdir(parents=True)
    (made / "model.bin").write_bytes(b"x" * step)
    (made / "shards/0.bin").write_bytes(b"y")
    if complete:
        checkpoints.mark_complete(made)
    return made


def test_the_latest_by_step_not_by_name(tmp_path: Path) -> None:
    for step in (900, 1000, 50):
        saved(tmp_path, step)

    assert checkpoints.latest(tmp_path) == tmp_path / "checkpoint-1000"


def test_an_unfinished_copy_is_passed_over_and_cleared(tmp_path: Path) -> None:
    saved(tmp_path, 100)
    unfinished = saved(tmp_path, 200, complete=False)

    assert checkpoints.latest(tmp_path) == tmp_path / "checkpoint-100"
    checkpoints.clear_unfinished(tmp_path)
    assert not unfinished.exists()
    assert checkpoints.latest(tmp_path) == tmp_path / "checkpoint-100"


@pytest.mark.parametrize("damage", ["cut", "gone", "no json", "not an object", "empty"])
def test_a_damaged_checkpoint_is_not_complete(tmp_path: Path, damage: str) -> None:
    made = saved(tmp_path, 100)
    if damage == "cut":
        (made / "model.bin").write_bytes(b"x")
    elif damage == "gone":
        (made / "shards/0.bin").unlink()
    else:
        text = {"no json": "{", "not an object": "[1]", "empty": "{}"}[damage]
        (made / checkpoints.MARKER).write_text(text)

    assert checkpoints.latest(tmp_path) is None


def test_nothing_to_continue_from(tmp_path: Path) -> None:
    (tmp_path / "checkpoint-final").mkdir()
    (tmp_path / "checkpoint-7").write_text("a file")

    assert checkpoints.latest(tmp_path) is None
    assert checkpoints.latest(tmp_path / "none") is None


def test_a_link_is_no_checkpoint(tmp_path: Path) -> None:
    kept, elsewhere = tmp_path / "kept", tmp_path / "elsewhere"
    kept.mkdir()
    saved(elsewhere, 100)
    (kept / "checkpoint-100").symlink_to(elsewhere / "checkpoint-100")

    assert checkpoints.latest(kept) is None


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    for step in (1, 2, 3):
        saved(tmp_path, step)
    saved(tmp_path, 4, complete=False)

    checkpoints.prune(tmp_path, keep=2)

    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["checkpoint-2", "checkpoint-3", "checkpoint-4"]


def test_the_folders_of_two_processes_become_one(tmp_path: Path) -> None:
    # given what two processes saved on disks of their own
    for rank in range(2):
        local = tmp_path / f"local-{rank}" / "shards"
        local.mkdir(parents=True)
        (local / f"rank-{rank}.bin").write_bytes(b"z" * (rank + 1))

    # when both are copied and the checkpoint is marked
    target = tmp_path / "volume" / "checkpoint-5"
    for rank in range(2):
        checkpoints.copy_files(tmp_path / f"local-{rank}", target)
    checkpoints.mark_complete(target)

    # then it holds the files of both
    assert json.loads((target / checkpoints.MARKER).read_text()) == {
        "shards/rank-0.bin": 1,
        "shards/rank-1.bin": 2,
    }
    assert checkpoints.is_complete(target)
