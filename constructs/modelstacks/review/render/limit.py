"""How long a text may be, and a page that stops growing there."""

from modelstacks.frozen import frozen

MARGIN = 0.92
"""Share of a limit that is used: the place where it is posted may add something."""


@frozen
class Limit:
    """What a service accepts."""

    characters: int
    """UTF-16 units, which is how services written in JavaScript and C# count."""

    bytes: int


LIMITS = {
    "github": Limit(characters=int(65_536 * MARGIN), bytes=180_000),
    "gitlab": Limit(characters=int(1_000_000 * MARGIN), bytes=int(1_000_000 * MARGIN)),
    "azure-devops": Limit(characters=int(150_000 * MARGIN), bytes=int(150_000 * MARGIN)),
    "bitbucket": Limit(characters=int(32_768 * MARGIN), bytes=int(32_768 * MARGIN)),
    "step-summary": Limit(characters=1_040_000, bytes=1_040_000),
}
"""By service. GitHub refuses 65,536 characters and, as is reported, 262,144 bytes; a step summary
takes 1 MiB."""


class TooLongError(Exception):
    """The page would be longer than its limit; the caller tells less and tries again."""


class Page:
    """A text that grows line by line up to a limit."""

    def __init__(self, limit: Limit) -> None:
        self._left_characters = limit.characters
        self._left_bytes = limit.bytes
        self._lines: list[str] = []

    def add(self, *lines: str) -> None:
        """Add lines. Raises `TooLongError` when they do not fit any more."""
        for line in lines:
            self._left_bytes -= len(line.encode()) + 1
            self._left_characters -= _units(line) + 1
            if self._left_characters < 0 or self._left_bytes < 0:
                raise TooLongError
            self._lines.append(line)

    def text(self) -> str:
        """Return everything that was added."""
        return "\n".join(self._lines).rstrip("\n") + "\n"


def _units(line: str) -> int:
    return len(line) if line.isascii() else len(line.encode("utf-16-le")) // 2
