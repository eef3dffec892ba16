"""What a provider tells the user: errors and warnings, with the attribute they are about."""

from dataclasses import dataclass

Step = str | int | tuple[str, str]
"""An attribute or block name, a list index, or `("key", k)` for a map key."""

Path = tuple[Step, ...]
"""Where in a resource something is."""


@dataclass(frozen=True, kw_only=True)
class Diagnostic:
    """One error or warning."""

    summary: str
    """One line: what went wrong."""

    detail: str = ""
    """Why, and what to do about it."""

    path: Path = ()
    """The attribute it is about. Empty: the whole resource."""

    warning: bool = False
    """Whether Terraform goes on."""


class ProviderError(Exception):
    """An error raised on purpose; its text is all that a user reads."""

    def __init__(self, summary: str, *, detail: str = "", path: Path = ()) -> None:
        super().__init__(summary)
        self.detail = detail
        self.path = path

    def diagnostic(self) -> Diagnostic:
        """Return the diagnostic to show."""
        return Diagnostic(summary=str(self), detail=self.detail, path=self.path)


class StoppedError(ProviderError):
    """Terraform asked to stop while something was being waited for."""
