"""Which Terraform providers run against the sandbox."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from modelstacks.errors import ModelStacksError, nearest
from modelstacks.sandbox.home import SandboxHome

Mode = Literal["builtin", "official", "mirror"]
MODES: tuple[Mode, ...] = get_args(Mode)


class ProviderChoiceError(ModelStacksError):
    """The providers that were asked for are not there."""


@dataclass(frozen=True, kw_only=True)
class ProviderChoice:
    """One of the three ways to come by providers."""

    mode: Mode = "builtin"
    mirror: Path | None = None
    """Filesystem mirror, for the mode `mirror` only."""

    def __str__(self) -> str:
        if self.mode == "builtin":
            return "built-in (written in Python, part of modelstacks)"
        if self.mode == "official":
            return "official, from the Terraform registry"
        return f"official, from the mirror {self.mirror}{self._beside()}"

    def _beside(self) -> str:
        """Return what runs beside the official ones, for people."""
        from modelstacks.sandbox.mirror import MirrorError, find
        from modelstacks.sandbox.providers.installation import BUILTIN

        try:
            missing = BUILTIN.keys() - find(self.mirror or Path()).keys()
        except MirrorError:
            return ""
        return f"; built-in: {', '.join(sorted(missing))}" if missing else ""

    def as_json(self) -> dict[str, str]:
        """Return it as JSON can hold it."""
        return {"mode": self.mode} | ({"mirror": str(self.mirror)} if self.mirror else {})

    @property
    def are_official(self) -> bool:
        """Whether these are Databricks' own."""
        return self.mode != "builtin"


def from_mirror(folder: Path) -> ProviderChoice:
    """Choose the official providers of a filesystem mirror; refuse a folder that is none."""
    from modelstacks.sandbox.mirror import find

    mirror = folder.expanduser().resolve()
    find(mirror)
    return ProviderChoice(mode="mirror", mirror=mirror)


def save(home: SandboxHome, choice: ProviderChoice) -> None:
    """Keep the choice; the next synth of the local environment follows it."""
    home.make()
    home.write_json(home.providers, choice.as_json())


def load(home: SandboxHome) -> ProviderChoice:
    """Return the choice that was kept. Default: the built-in ones."""
    kept = home.read_json(home.providers)
    mode = kept.get("mode", "builtin")
    if mode not in MODES:
        raise ProviderChoiceError(
            f"{home.providers}: mode is {mode!r}; allowed: {', '.join(MODES)}"
            f" (nearest: {nearest(str(mode), MODES) or 'builtin'}).\n"
            f"    fix: `modelstacks sandbox up --providers builtin`"
        )
    if mode == "mirror":
        return ProviderChoice(mode="mirror", mirror=Path(str(kept.get("mirror"))))
    return ProviderChoice(mode=mode)
