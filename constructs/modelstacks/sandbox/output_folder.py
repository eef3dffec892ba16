"""What Terraform keeps beside a synthesized stack, and that it suits the environment.

Providers, their lock file and the memory of a backend belong to one environment and one kind of
provider. Whatever another one left in the same folder would trip Terraform, so it is removed when
either changed. A state is never removed: those of the sandbox are in its own folder.
"""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from modelstacks.errors import ModelStacksError
from modelstacks.sandbox import provider_choice
from modelstacks.sandbox.credentials import ALWAYS_STRONGER
from modelstacks.sandbox.home import SandboxHome
from modelstacks.sandbox.provider_choice import ProviderChoice
from modelstacks.sandbox.providers import installation
from modelstacks.settings.project import Environment

MARKER = ".modelstacks.json"
"""Says for which environment, and with which providers, the folder was used last."""

_LEFTOVERS = (
    ".terraform",
    ".terraform.lock.hcl",
    "terraform.d",
    "plan",
    ".terraform.tfstate.lock.info",
)
_PACKAGES = "*/*/*/*/*"
"""Host, namespace, type, version, platform."""

_STATES = ("terraform.tfstate", "terraform.tfstate.backup")


class OutputFolderError(ModelStacksError):
    """The folder of a stack cannot be made to suit the environment."""


def prepare_stack_dir(stack_dir: Path, *, environment: Environment, home: SandboxHome) -> None:
    """Make the folder of one stack ready for Terraform in `environment`."""
    choice = provider_choice.load(home) if environment.is_local else None
    if choice and choice.are_official:
        refuse_stronger_credentials(choice)
    marker = stack_dir / MARKER
    now = _mark(environment, choice)
    if _read(marker) != now:
        _clear(stack_dir)
        marker.write_text(json.dumps(now) + "\n")
    if choice:
        install(choice, stack_dir, home)


def install(choice: ProviderChoice, stack_dir: Path, home: SandboxHome) -> None:
    """Put the providers where `terraform init` finds them; those of the registry it gets itself."""
    from modelstacks.sandbox.mirror import select

    if choice.mode == "builtin":
        installation.install_builtin(stack_dir, python=Path(sys.executable))
    elif choice.mirror:
        select(choice.mirror, home.mirrored)
        installation.install_from_mirror(stack_dir, home.mirrored, python=Path(sys.executable))
    else:
        installation.uninstall(stack_dir)
        return
    link_installed(stack_dir)


def link_installed(stack_dir: Path) -> None:
    """Enter the plugins of `terraform.d` as installed, so that `terraform init` installs nothing.

    It would link them into the user's plugin cache first, which cdktf-cli always sets. There, they
    would be replaced by those of the next clone, and a later download of the official provider
    would be written through that link, over the built-in one.
    """
    plugins = stack_dir / "terraform.d" / "plugins"
    installed = stack_dir / ".terraform" / "providers"
    wanted = {
        installed / package.relative_to(plugins): package for package in plugins.glob(_PACKAGES)
    }
    if set(installed.glob(_PACKAGES)) == set(wanted) and all(
        link.is_symlink() and link.resolve() == package.resolve()
        for link, package in wanted.items()
    ):
        return
    shutil.rmtree(installed, ignore_errors=True)
    for link, package in wanted.items():
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(os.path.relpath(package, link.parent), target_is_directory=True)


def refuse_stronger_credentials(choice: ProviderChoice) -> None:
    """Refuse to go on where the official provider would reach for another workspace."""
    names = [name for name in ALWAYS_STRONGER if os.environ.get(name)]
    if not names:
        return
    is_one = len(names) == 1
    raise OutputFolderError(
        f"{' and '.join(names)} {'is' if is_one else 'are'} set. The Databricks provider ({choice})"
        f" takes {'it' if is_one else 'them'}\n"
        f"    before the sandbox's profile, so this would not reach the sandbox.\n"
        f"    fix: `unset {' '.join(names)}`, or run it as `modelstacks sandbox run -- cdktf …`"
    )


def _mark(environment: Environment, choice: ProviderChoice | None) -> dict[str, Any]:
    providers = choice.as_json() if choice else {"mode": "registry"}
    registry = installation.host()
    return {"environment": environment.name, "providers": providers, "registry": registry}


def _read(marker: Path) -> Any:
    try:
        return json.loads(marker.read_text())
    except (OSError, ValueError):
        return None


def _clear(stack_dir: Path) -> None:
    for name in _STATES:
        path = stack_dir / name
        if path.is_symlink() or not _holds_resources(path):
            path.unlink(missing_ok=True)
        else:
            raise OutputFolderError(
                f"{path} is a Terraform state that still holds resources. modelstacks keeps state"
                f" elsewhere, so another tool wrote it; it was left as it is.\n"
                f"    fix: move it to where it belongs"
            )
    for name in _LEFTOVERS:
        path = stack_dir / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _holds_resources(path: Path) -> bool:
    """Whether the file is a state worth keeping; one that cannot be read may be."""
    if not path.exists() or not path.stat().st_size:
        return False
    try:
        return bool(json.loads(path.read_text()).get("resources"))
    except (OSError, ValueError, AttributeError):
        return True
