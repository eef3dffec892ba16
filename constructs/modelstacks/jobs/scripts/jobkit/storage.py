"""The model's volume, and nothing else: every path that a job reads or writes passes here."""

import os
from pathlib import Path


class OutsideStorageError(ValueError):
    """A path that leaves the volume, or passes a link on the way."""


class Storage:
    """A folder that no path leaves.

    runs/<run>/checkpoints   checkpoints of a run, resumed by a retry
    runs/<run>/model         what fine-tuning leaves
    runs/<run>/predictions   what batch inference leaves
    code/<hash>              the scripts, for nodes that cannot read workspace files
    """

    def __init__(self, root: str | Path) -> None:
        """Take the root of the volume; an absolute path that exists."""
        self.root = Path(root)
        if not self.root.is_absolute() or ".." in self.root.parts:
            raise OutsideStorageError(f"{root} is no plain absolute path")

    def inside(self, path: str | Path) -> Path:
        """Return a path below the root, given absolute or relative to it.

        Raises `OutsideStorageError` for what lies elsewhere, for `..`, and for links on the way.
        """
        given = Path(path)
        if ".." in given.parts or "\0" in str(path):
            raise OutsideStorageError(f"{path} has `..` in it")
        full = given if given.is_absolute() else self.root / given
        if full != self.root and self.root not in full.parents:
            raise OutsideStorageError(f"{path} is not in {self.root}")
        step = full
        while step != self.root:
            if step.is_symlink():
                raise OutsideStorageError(f"{step} is a link")
            step = step.parent
        expected = Path(os.path.realpath(self.root)) / full.relative_to(self.root)
        if Path(os.path.realpath(full)) != expected:
            raise OutsideStorageError(f"{path} leads to {os.path.realpath(full)}")
        return full

    def run(self, name: str, *parts: str) -> Path:
        """Return a path below the folder of a run."""
        return self.inside(Path("runs", name, *parts))

    def model_source(self, model: str) -> str:
        """Return where a model comes from: a folder in the volume, or a Hugging Face id.

        An id is `<owner>/<name>` or one word; what looks like a path must be in the volume.
        """
        looks_like_a_path = model.startswith(("/", ".", "~")) or model.count("/") > 1
        if looks_like_a_path or self.root.joinpath(model).exists():
            return str(self.inside(model))
        return model
