"""Text that shows everything it holds: nothing invisible, nothing that steers a terminal.

Escape sequences, bidirectional controls, zero-width and unpaired characters are written as their
code point, `\\u202e`. They are never dropped: dropping could join the halves of a secret.
"""

_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10)))
)
"""Printable by category, but blank. (The other variation selectors are in plane 14.)"""

_PLANE_14 = 0xE0000
LINE_END = "⏎"


def visible(text: str) -> str:
    """Return the text with what cannot be seen written out; line ends and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _is_seen(char) or char in "\n\t" else _written(char) for char in text)


def in_one_line(text: str) -> str:
    """Return visible text as one line: line ends are shown as a sign."""
    return visible(text).replace("\n", LINE_END).replace("\t", " ")


def _is_seen(char: str) -> bool:
    return char.isprintable() and char not in _INVISIBLE and ord(char) < _PLANE_14


def _written(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004
