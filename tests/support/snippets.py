"""The code blocks of the documentation."""

import re
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(
    r"(?P<note><!-- not run: [^\n]+ -->\n)?^```(?P<language>\w+)\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, kw_only=True)
class Snippet:
    """One fenced block; `not_run` gives the reason when the page says that it cannot run here."""

    page: str
    line: int
    language: str
    code: str
    not_run: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def snippets(root: Path, page: Path) -> list[Snippet]:
    """Every fenced block of a page that names its language."""
    text = page.read_text()
    return [
        Snippet(
            page=page.relative_to(root).as_posix(),
            line=text.count("\n", 0, found.start("code")) + 1,
            language=found["language"],
            code=found["code"],
            not_run=(found["note"] or "").removeprefix("<!-- not run: ").removesuffix(" -->\n"),
        )
        for found in _BLOCK.finditer(text)
    ]
