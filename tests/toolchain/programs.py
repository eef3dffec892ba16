"""Programs that only pretend."""

from pathlib import Path


def program(path: Path, script: str) -> Path:
    """Write a shell script and make it a program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path
