"""Text that shows everything it holds: nothing invisible, nothing that steers a terminal.

Escape sequences, bidirectional controls, zero-width and unpaired characters are written as their
code point, `\\u202e`. They are never dropped: dropping could join the halves of a secret.
"""

import re

_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0000-\U000e0fff]"
)
"""Printable by category, but blank: fillers, and selectors of a variant."""

LINE_END = "⏎"
_AS_SPACES = {ord("\n"): " ", ord("\t"): " "}


def visible(text: str) -> str:
    """Return the text with what cannot be seen written out; line ends and tabs stay."""
    if text.isprintable() or text.translate(_AS_SPACES).isprintable():
        return text if text.isascii() else _BLANK.sub(lambda found: _written(found[0]), text)
    return "".join(char if _is_seen(char) or char in "\n\t" else _written(char) for char in text)


def in_one_line(text: str) -> str:
    """Return visible text as one line: line ends are shown as a sign."""
    if text.isascii() and text.isprintable():
        return text
    return visible(text).replace("\n", LINE_END).replace("\t", " ")


def _is_seen(char: str) -> bool:
    return char.isprintable() and not _BLANK.match(char)


def _written(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004
