"""Foreign text in Markdown: shown as it is, never understood as markup.

Where a service works on the result (mentions, issue numbers, links), code is left alone; so
everything foreign stands in code, or is broken up by a joiner that nobody sees.
"""

import html
import re
from collections.abc import Sequence

from modelstacks.review.visible import in_one_line

_JOINER = "\u2060"
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]<>#!|~$^]|\A[-+=])")
_PIPE = re.compile(r"(\\*)\|")
LEAST_FENCE = 3


def code(text: str, *, in_table: bool = False) -> str:
    """Return the text as a code span, of as many backticks as it takes."""
    text = tame(in_one_line(text)).strip() or "(empty)"
    fence = "`" * (_longest_run(text) + 1)
    if in_table:
        # Backslashes in front of a bar are doubled: the bar stays escaped for every parser.
        text = _PIPE.sub(lambda found: f"{found[1]}{found[1]}\\|", text)
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def prose(text: str) -> str:
    """Return the text as words of a paragraph or a cell."""
    text = _PUNCTUATION.sub(r"\\\1", tame(in_one_line(text)).strip())
    text = text.replace("&", "&amp;")
    text = re.sub(r"([@/#]|:(?=/)|\bwww)", rf"\1{_JOINER}", text)
    return re.sub(r"^(\d+)([.)])", rf"\1{_JOINER}\2", text)


def in_html(text: str) -> str:
    """Return the text as code inside of an HTML line, such as a summary."""
    return f"<code>{html.escape(tame(in_one_line(text)))}</code>"


def fenced(lines: Sequence[str], language: str) -> list[str]:
    """Return lines in a fence that nothing in them can close."""
    safe = [tame(in_one_line(line)) for line in lines]
    fence = "`" * max(LEAST_FENCE, max((_longest_run(line) for line in safe), default=0) + 1)
    return [f"{fence}{language}", *safe, fence]


def row(cells: Sequence[str]) -> str:
    """Return a row of a table from cells that are markup already."""
    return f"| {' | '.join(cells)} |"


def tame(text: str) -> str:
    """Break up comments: a foreign text must not pass for the marker of a comment."""
    return text.replace("<!--", f"<{_JOINER}!--")


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
