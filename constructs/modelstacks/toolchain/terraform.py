"""Terraform 1.11 or newer (or OpenTofu 1.10 or newer): from the PATH, else the pinned release."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from modelstacks.toolchain.checkout import Checkout
from modelstacks.toolchain.node import link
from modelstacks.toolchain.platforms import this_platform
from modelstacks.toolchain.problem import ToolchainError
from modelstacks.toolchain.process import outside_path, say
from modelstacks.toolchain.release import Release, fetch, pinned_release
from modelstacks.toolchain.stamps import Stamps

INSTALL = (
    "install Terraform 1.11 or newer and put it on the PATH, "
    "or install OpenTofu 1.10 or newer and set TERRAFORM_BINARY_NAME=tofu"
)


@dataclass(frozen=True, kw_only=True)
class Terraform:
    """A Terraform, or an OpenTofu, that will do."""

    path: Path
    version: str
    product: str
    """`Terraform` or `OpenTofu`."""


def ensure_terraform(checkout: Checkout, stamps: Stamps, *, required: bool) -> Terraform | None:
    """Find or fetch a Terraform. Without one: an error when it is required, else a word."""
    name = os.environ.get("TERRAFORM_BINARY_NAME") or "terraform"
    known = _recorded(stamps.get("terraform"), name=name)
    if known is None:
        try:
            known = _choose(checkout, name, pinned_release())
        except ToolchainError as error:
            if required:
                raise
            say(f"{error} (only the parts that run Terraform need it)")
            return None
        stamps.record("terraform", {**_fingerprint(known.path), "name": name, **_entry(known)})
    if known.path.is_relative_to(checkout.tools):
        link(checkout.bin / "terraform", known.path)
    return known


def find(name: str, folders: list[Path]) -> tuple[Terraform | None, str]:
    """Return the program of this name that will do; without one, None and why."""
    places = [Path(name)] if os.sep in name else [folder / name for folder in folders]
    why = f"there is no {name} on the PATH"
    for place in places:
        found = ask(place) if place.is_file() else None
        if found is None:
            continue
        least = (1, 10) if found.product == "OpenTofu" else (1, 11)
        if _numbers(found.version) >= least:
            return found, ""
        needed = ".".join(map(str, least))
        why = f"{place} is {found.product} {found.version}, older than {needed}"
        break  # cdktf-cli takes the first one as well
    return None, why


def ask(program: Path) -> Terraform | None:
    """Return what a program says it is, or None when it does not run."""
    try:
        done = subprocess.run(
            [program, "version"],
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
            env={**os.environ, "CHECKPOINT_DISABLE": "1"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    for line in done.stdout.splitlines():
        product, _, version = line.partition(" v")
        if product in ("Terraform", "OpenTofu"):
            return Terraform(path=program, version=version.strip(), product=product)
    return None


def _choose(checkout: Checkout, name: str, release: Release) -> Terraform:
    found, why = find(name, outside_path(checkout))
    if found is not None:
        return found
    if name != "terraform":
        raise ToolchainError(f"TERRAFORM_BINARY_NAME={name}, but {why}; {INSTALL}")
    platform = this_platform()
    say(f"{why}: fetching Terraform {release.version} for {platform} ...")
    certificates = next(
        checkout.venv.glob("lib/python*/site-packages/pip/_vendor/certifi/*.pem"), None
    )
    try:
        path = fetch(release, platform=platform, tools=checkout.tools, certificates=certificates)
    except ToolchainError as error:
        raise ToolchainError(f"{error}; {INSTALL}") from None
    say(f"Terraform {release.version} unpacked into .tools and linked into .venv/bin")
    return Terraform(path=path, version=release.version, product="Terraform")


def _entry(terraform: Terraform) -> dict[str, str]:
    return {"version": terraform.version, "product": terraform.product}


def _fingerprint(path: Path) -> dict[str, Any]:
    try:
        status = path.stat()
    except OSError:
        return {}
    return {"path": str(path), "size": status.st_size, "changed": status.st_mtime_ns}


def _recorded(entry: Any, *, name: str) -> Terraform | None:
    if not isinstance(entry, dict) or entry.get("name") != name:
        return None
    path = Path(entry["path"])
    if _fingerprint(path).items() <= entry.items() and path.is_file():
        return Terraform(path=path, version=entry["version"], product=entry["product"])
    return None


def _numbers(version: str) -> tuple[int, ...]:
    head = version.split("-", maxsplit=1)[0].split("+", maxsplit=1)[0]
    return tuple(int(part) for part in head.split(".") if part.isdigit())
