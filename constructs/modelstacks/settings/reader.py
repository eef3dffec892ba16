"""Reads a YAML file into a document, gathering every problem of its text.

Plain scalars are read as YAML 1.2 reads them: only `true` and `false` are booleans, so that a group
called `no` or a catalog called `on` stays the text that it is.
"""

import re
from pathlib import Path as FilePath
from typing import Any, cast

from yaml import MarkedYAMLError, YAMLError, compose
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from modelstacks.errors import Problem
from modelstacks.settings.document import Document, Origin, Path, dotted
from modelstacks.settings.redaction import hidden

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML built without libyaml
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

MAX_BYTES = 1_000_000
MAX_NODES = 20_000
MAX_DEPTH = 50

_CONSTANTS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?([0-9]{1,18}\.[0-9]{0,18}|\.[0-9]{1,18})")
_STANDARD_TAG = "tag:yaml.org,2002:"
_PLAIN_TAGS = {
    _STANDARD_TAG + name
    for name in ("null", "bool", "int", "float", "timestamp", "merge", "value", "str")
}


def read_document(file: FilePath, shown: str, problems: list[Problem]) -> Document | None:
    """Return the file as a document, or `None` when there is nothing to go on with.

    Whatever is wrong with it goes to `problems`; `shown` is the file name that messages use.
    """
    text = _read_text(file, shown, problems)
    if text is None:
        return None
    try:
        node = compose(text, Loader=Loader)
    except MarkedYAMLError as error:
        problems.append(_syntax_problem(shown, text, error))
        return None
    except (YAMLError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else _first_line(error)
        problems.append(Problem(where=shown, found=f"not YAML: {reason}"))
        return None
    if node is None:
        problems.append(Problem(where=shown, found="the file is empty"))
        return None
    return _Reading(shown, problems).document(node)


def _read_text(file: FilePath, shown: str, problems: list[Problem]) -> str | None:
    try:
        content = file.read_bytes()
    except OSError as error:
        problems.append(Problem(where=shown, found=f"cannot be read: {error.strerror}"))
        return None
    if len(content) > MAX_BYTES:
        found = f"{len(content)} bytes is too large for a configuration file"
        problems.append(Problem(where=shown, found=found, allowed=f"up to {MAX_BYTES} bytes"))
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{content[error.start]:02x} is not UTF-8"
        problems.append(Problem(where=f"{shown}:{line}", found=found, fix="save it as UTF-8"))
        return None


def _syntax_problem(shown: str, text: str, error: MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.splitlines()
    fix = ""
    if line < len(lines) and "\t" in lines[line][: column + 1]:
        fix = "indent with spaces, not with tabs"
    reason = " ".join(part for part in (error.context, error.problem) if part)
    return Problem(where=f"{shown}:{line + 1}:{column + 1}", found=f"not YAML: {reason}", fix=fix)


def _first_line(error: Exception) -> str:
    return str(error).split("\n", 1)[0]


class _Reading:
    """Turns the nodes of one file into values and origins."""

    def __init__(self, shown: str, problems: list[Problem]) -> None:
        self.shown = shown
        self.problems = problems
        self.origins: dict[Path, Origin] = {}
        self.is_whole = True

    def document(self, root: Node) -> Document | None:
        self._locate(root, ())
        value = self._value(root, ())
        if not isinstance(value, dict):
            self._refuse(root, (), f"found {_kind(root)}", allowed="a mapping: `key: value` lines")
            return None
        return Document(value=value, origins=self.origins) if self.is_whole else None

    def _value(self, node: Node, path: Path) -> Any:
        # Aliases make a small file stand for a huge tree, or for an endless one.
        if len(path) > MAX_DEPTH or len(self.origins) > MAX_NODES:
            if self.is_whole:
                self.is_whole = False
                self._refuse(node, path[:1], "nested too deeply, or too many values")
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self._located(item, (*path, at)) for at, item in enumerate(node.value)]
        return self._scalar(cast(ScalarNode, node), path)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, ScalarNode) else None
            if not isinstance(key, str) or not key:
                self._refuse(key_node, path, f"a key is {_kind(key_node)}", allowed="text")
                continue
            line = key_node.start_mark.line + 1
            if key in lines:
                found = f"the key `{hidden(key)}` stands here and in line {lines[key]}"
                self._refuse(key_node, (*path, key), found, fix="keep one of the two")
                continue
            if key == "<<":
                self._refuse(key_node, (*path, key), "merge keys are not supported")
                continue
            lines[key] = line
            self._locate(key_node, (*path, key), value_node)
            values[key] = self._value(value_node, (*path, key))
        return values

    def _located(self, node: Node, path: Path) -> Any:
        self._locate(node, path)
        return self._value(node, path)

    def _scalar(self, node: ScalarNode, path: Path) -> Any:
        text: str = node.value
        if node.tag not in _PLAIN_TAGS:
            tag = node.tag.replace(_STANDARD_TAG, "!!")
            self._refuse(node, path, f"the tag `{tag}` is not supported", fix="leave it out")
            return text
        if node.style:  # quoted, or a block
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        return float(text) if _DECIMAL.fullmatch(text) else text

    def _locate(self, node: Node, path: Path, value: Node | None = None) -> None:
        scalar = node if value is None else value
        text = scalar.value if isinstance(scalar, ScalarNode) else ""
        line = node.start_mark.line + 1
        self.origins[path] = Origin(file=self.shown, line=line, path=path, text=text)

    def _refuse(
        self, node: Node, path: Path, found: str, *, allowed: str = "", fix: str = ""
    ) -> None:
        where = f"{self.shown}:{node.start_mark.line + 1} {dotted(path)}".rstrip()
        self.problems.append(Problem(where=where, found=found, allowed=allowed, fix=fix))


def _kind(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list"
    return f"the text `{hidden(node.value)}`" if node.value else "empty"
