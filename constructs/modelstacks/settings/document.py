"""A YAML file as plain values, every one of them with the file and line it stands in."""

from collections.abc import Iterator, Mapping
from typing import Any

from modelstacks.frozen import frozen
from modelstacks.settings.redaction import hidden

Path = tuple[str | int, ...]
"""Keys and list positions from the root of a document."""


@frozen
class Origin:
    """Where a value was written."""

    file: str
    line: int
    path: Path
    """Path within that file: after a merge it differs from the path in the document."""

    text: str = ""
    """The scalar as it is written; empty for mappings and lists."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return f"{place} {dotted(self.path)}" if self.path else place


@frozen
class Document:
    """Plain values with their origins; the result of reading a file, or of merging two."""

    value: Any
    origins: Mapping[Path, Origin]

    def origin(self, path: Path) -> Origin:
        """Return the origin of a value, or of the nearest mapping that should hold it."""
        while path and path not in self.origins:
            path = path[:-1]
        return self.origins[path]

    def where(self, path: Path) -> str:
        """Return file, line and YAML path of a value, present or missing."""
        origin = self.origin(path)
        missing = path[_depth(path, self.origins) :]
        return f"{origin.file}:{origin.line} {dotted((*origin.path, *missing))}".rstrip()

    def get(self, *path: str) -> Any:
        """Return the value at a path of keys; `None` when it, or a mapping above, is not there."""
        value = self.value
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def is_written(self, *path: str | int) -> bool:
        """Whether the file says something there, be it wrong: then it is not missing."""
        return path in self.origins

    def at(self, *path: str | int) -> "Document":
        """Return the part below `path`; its origins keep pointing into the whole file."""
        value = self.value
        for key in path:
            value = value[key]
        size = len(path)
        return Document(
            value=value,
            origins={
                key[size:]: origin for key, origin in self.origins.items() if key[:size] == path
            },
        )

    def merged(self, overlay: "Document") -> "Document":
        """Return this document with `overlay` laid over it: mappings merge, the rest replaces."""
        origins = dict(self.origins)
        value = _merge(self.value, overlay.value, (), origins, overlay.origins)
        return Document(value=value, origins=origins)

    def texts(self) -> Iterator[tuple[Path, str]]:
        """Yield every text in the document, keys included, with its path."""
        yield from _texts(self.value, ())


def dotted(path: Path) -> str:
    """Return a path as a person writes it: `access.users[0]`."""
    text = ""
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{hidden(key)}" if text else hidden(key)
    return text


def _depth(path: Path, origins: Mapping[Path, Origin]) -> int:
    depth = len(path)
    while depth and path[:depth] not in origins:
        depth -= 1
    return depth


def _merge(
    base: Any, over: Any, path: Path, origins: dict[Path, Origin], overlay: Mapping[Path, Origin]
) -> Any:
    if isinstance(base, dict) and isinstance(over, dict):
        merged = dict(base)
        for key, value in over.items():
            merged[key] = _merge(base.get(key), value, (*path, key), origins, overlay)
        return merged
    size = len(path)
    for old in [key for key in origins if key[:size] == path]:
        del origins[old]
    origins.update({key: origin for key, origin in overlay.items() if key[:size] == path})
    return over


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key), key
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*path, index))
    elif isinstance(value, str):
        yield path, value
