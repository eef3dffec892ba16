"""Puts providers where Terraform finds them by itself: `terraform.d/plugins` beside the stack.

Terraform looks there without any configuration. The lock file beside it names the same version;
without it cdktf would ask the registry for one.
"""

import hashlib
import json
import os
import platform
import shlex
import shutil
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

HOSTS = {"terraform": "registry.terraform.io", "tofu": "registry.opentofu.org"}
"""Which registry `databricks/databricks` belongs to, by the program that reads it."""

LOCK_FILE = ".terraform.lock.hcl"
_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
_HEADER = """\
# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.
"""


@dataclass(frozen=True, kw_only=True)
class Provider:
    """One provider in a plugin folder."""

    source: str
    """`registry.terraform.io/databricks/databricks`."""

    version: str
    directory: Path
    """The unpacked directory of this system."""


BUILTIN = {
    "aws": ("hashicorp/aws", "6.25.0"),
    "databricks": ("databricks/databricks", "1.99.0"),
}
"""Built-in providers: module under `sandbox.providers` to namespace/type and version."""


def host() -> str:
    """Return the registry of the program that cdktf runs: Terraform's, or OpenTofu's."""
    program = Path(os.environ.get("TERRAFORM_BINARY_NAME", "terraform")).name
    return HOSTS["tofu" if "tofu" in program else "terraform"]


def os_arch() -> str:
    """Return Terraform's name of this system, such as `linux_amd64`."""
    machine = platform.machine().lower()
    return f"{platform.system().lower()}_{_MACHINES.get(machine, machine)}"


def install_builtin(stack_dir: Path, *, python: Path) -> None:
    """Make the stack in `stack_dir` run on the built-in providers.

    `python` is the interpreter that has modelstacks installed. Writes only what differs.
    """
    _lock(stack_dir, [_launcher(stack_dir, module, python) for module in BUILTIN])


def _launcher(stack_dir: Path, module: str, python: Path) -> Provider:
    """Put the launcher of a built-in provider into the stack's plugin folder."""
    name, version = BUILTIN[module]
    directory = _plugins(stack_dir) / host() / name / version / os_arch()
    launcher = directory / f"terraform-provider-{name.split('/')[1]}_v{version}"
    _only(directory, launcher.name)
    command = f"-P -m modelstacks.sandbox.providers.{module}"
    _write(launcher, f"#!/bin/sh\nexec {shlex.quote(str(python))} {command}\n", executable=True)
    return Provider(source=f"{host()}/{name}", version=version, directory=directory)


def _lock(stack_dir: Path, providers: list[Provider]) -> None:
    """Write the lock file. Terraform takes out of it what a stack does not require."""
    required = _required(stack_dir)
    locked = [item for item in providers if required is None or _full(item.source) in required]
    _write(stack_dir / LOCK_FILE, lock_text(locked))


def _required(stack_dir: Path) -> set[str] | None:
    """Return the sources that a synthesized stack requires; nothing where there is none yet."""
    try:
        document = json.loads((stack_dir / "cdk.tf.json").read_text())
    except FileNotFoundError:
        return None
    terraform = document.get("terraform", {})
    return {_full(item["source"]) for item in terraform.get("required_providers", {}).values()}


def _full(source: str) -> str:
    """Return namespace and type: `aws` alone is HashiCorp's, and a registry may stand before."""
    parts = source.split("/")
    return "/".join(parts[-2:]) if len(parts) > 1 else f"hashicorp/{source}"


def install_from_mirror(stack_dir: Path, mirror: Path, *, python: Path) -> None:
    """Make the stack run on the providers of a filesystem mirror (unpacked layout).

    A provider that the mirror does not hold is the built-in one.
    """
    found = mirror_providers(mirror)
    if not found:
        raise FileNotFoundError(
            f"{mirror} holds no unpacked provider for {os_arch()}: expected "
            f"HOST/NAMESPACE/TYPE/VERSION/{os_arch()}/terraform-provider-…"
        )
    providers = []
    for item in found:
        directory = _plugins(stack_dir) / item.source / item.version / os_arch()
        if not (directory.is_symlink() and directory.resolve() == item.directory.resolve()):
            _remove(directory)
            directory.parent.mkdir(parents=True, exist_ok=True)
            directory.symlink_to(item.directory.resolve(), target_is_directory=True)
        providers.append(item)
    official = {_full(item.source) for item in found}
    missing = [module for module, (name, _) in BUILTIN.items() if name not in official]
    _lock(stack_dir, providers + [_launcher(stack_dir, module, python) for module in missing])


def mirror_providers(mirror: Path) -> list[Provider]:
    """Return the providers for this system that a filesystem mirror holds unpacked."""
    pattern = f"*/*/*/*/{os_arch()}"
    found = []
    for directory in sorted(mirror.glob(pattern)):
        *source, version, _system = directory.relative_to(mirror).parts
        if any(directory.glob("terraform-provider-*")):
            found.append(Provider(source="/".join(source), version=version, directory=directory))
    return found


def uninstall(stack_dir: Path) -> None:
    """Take providers and lock file away, so that another environment starts clean."""
    _remove(stack_dir / "terraform.d" / "plugins")
    if (stack_dir / "terraform.d").is_dir() and not any((stack_dir / "terraform.d").iterdir()):
        (stack_dir / "terraform.d").rmdir()
    (stack_dir / LOCK_FILE).unlink(missing_ok=True)
    # Terraform's own links to the plugins.
    _remove(stack_dir / ".terraform" / "providers")


def lock_entry(directory: Path) -> str:
    """Return the hash by which a lock file knows an unpacked provider directory."""
    lines = []
    for path in sorted(
        directory.rglob("*"), key=lambda item: item.relative_to(directory).as_posix()
    ):
        if path.is_file():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            lines.append(f"{digest}  {path.relative_to(directory).as_posix()}\n")
    return "h1:" + b64encode(hashlib.sha256("".join(lines).encode()).digest()).decode()


def lock_text(providers: list[Provider]) -> str:
    """Return the text of a lock file for these providers."""
    entries = [
        f'\nprovider "{item.source}" {{\n'
        f'  version     = "{item.version}"\n'
        f'  constraints = "{item.version}"\n'
        f'  hashes = [\n    "{lock_entry(item.directory)}",\n  ]\n'
        "}\n"
        for item in sorted(providers, key=lambda item: item.source)
    ]
    return _HEADER + "".join(entries)


def _plugins(stack_dir: Path) -> Path:
    return stack_dir / "terraform.d" / "plugins"


def _only(directory: Path, name: str) -> None:
    """Leave nothing but the named file in a directory: everything in it is part of its hash."""
    if directory.is_symlink():
        directory.unlink()
    directory.mkdir(parents=True, exist_ok=True)
    for path in directory.iterdir():
        if path.name != name:
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)


def _write(path: Path, text: str, *, executable: bool = False) -> None:
    if not path.is_file() or path.is_symlink() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written beside and moved: a run that reads it sees the old text or the new one.
        fresh = path.with_name(f".{path.name}.new")
        fresh.write_text(text)
        fresh.replace(path)
    if executable:
        path.chmod(0o755)
