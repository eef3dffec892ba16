"""The files that jobs run, under a path that changes with their content."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Literal

from modelstacks.frozen import frozen

SCRIPTS = Path(__file__).with_name("scripts")
HASH_LENGTH = 12

Script = Literal["fine_tune", "batch_inference", "register"]


@frozen
class Bundle:
    """A set of files: path below the bundle's folder to content."""

    files: Mapping[str, bytes]

    @property
    def hash(self) -> str:
        """Names the content: changes with any path or byte, and with nothing else."""
        digest = hashlib.sha256()
        for name in sorted(self.files):
            content = self.files[name]
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()[:HASH_LENGTH]

    def folder(self, root: str) -> str:
        """Return the folder of the files below a workspace folder: `<root>/<hash>`."""
        return str(PurePosixPath(root) / self.hash)

    def path(self, root: str, name: str) -> str:
        """Return where one file is: `<root>/<hash>/fine_tune.py`."""
        if name not in self.files:
            raise KeyError(name)
        return str(PurePosixPath(self.folder(root)) / name)

    def script(self, root: str, script: Script) -> str:
        """Return where the script of a task is."""
        return self.path(root, f"{script}.py")


@cache
def job_bundle(folder: Path = SCRIPTS) -> Bundle:
    """Return the files that ship with the package; line ends are the same on every machine."""
    return Bundle(
        files={
            path.relative_to(folder).as_posix(): path.read_bytes().replace(b"\r\n", b"\n")
            for path in sorted(folder.rglob("*.py"))
            if path.parent != folder or path.name != "__init__.py"
        }
    )
