"""Checkpoints in the volume: copied from local disk, complete once a marker is there.

A volume takes whole files well and random writes badly, so each process saves to a folder of its
own on local disk and copies that; the marker, written last, lists each file with its size.
"""

import json
import re
import shutil
from pathlib import Path

MARKER = "COMPLETE.json"
NAME = re.compile(r"checkpoint-(\d+)")


def files_below(folder: Path) -> list[Path]:
    """Return the files of a folder relative to it, sorted; the marker is left out."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder) for path in found if path.name != MARKER)


def copy_files(source: Path, target: Path) -> None:
    """Copy every file below a folder; nothing to copy is fine."""
    for name in files_below(source):
        destination = target / name
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, destination)


def mark_complete(folder: Path) -> None:
    """Write the marker of a folder whose files are all there."""
    sizes = {str(name): (folder / name).stat().st_size for name in files_below(folder)}
    waiting = folder / f"{MARKER}.part"
    waiting.write_text(json.dumps(sizes, indent=1, sort_keys=True), encoding="utf-8")
    waiting.replace(folder / MARKER)


def is_complete(folder: Path) -> bool:
    """Whether a folder has its marker and every file that it lists, in full."""
    marker = folder / MARKER
    if not marker.is_file():
        return False
    try:
        sizes = json.loads(marker.read_text(encoding="utf-8"))
    except ValueError:
        return False
    if not isinstance(sizes, dict) or not sizes:
        return False
    files = {folder / name: size for name, size in sizes.items()}
    return all(path.is_file() and path.stat().st_size == size for path, size in files.items())


def complete_checkpoints(folder: Path) -> list[Path]:
    """Return the complete checkpoints of a run, the oldest first."""
    if not folder.is_dir():
        return []
    steps = {
        path: int(match.group(1))
        for path in folder.iterdir()
        if (match := NAME.fullmatch(path.name)) and path.is_dir() and not path.is_symlink()
    }
    return [path for path in sorted(steps, key=steps.__getitem__) if is_complete(path)]


def latest(folder: Path) -> Path | None:
    """Return the checkpoint to continue from, `None` to start from the beginning."""
    found = complete_checkpoints(folder)
    return found[-1] if found else None


def clear_unfinished(folder: Path) -> None:
    """Remove what an interrupted copy left, so that it cannot mix with the next one."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if NAME.fullmatch(path.name) and path.is_dir() and not is_complete(path):
            shutil.rmtree(path)


def prune(folder: Path, keep: int) -> None:
    """Remove all but the newest complete checkpoints."""
    found = complete_checkpoints(folder)
    for path in found[: max(0, len(found) - keep)]:
        (path / MARKER).unlink()
        shutil.rmtree(path)
