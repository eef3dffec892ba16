"""The official Terraform release: downloaded, checked against its pinned sum, unpacked.

Nothing is unpacked before its sum is right, and whatever goes wrong leaves no file behind.
"""

import hashlib
import http.client
import json
import ssl
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from modelstacks.toolchain.problem import ToolchainError

DATA = Path(__file__).with_name("terraform.json")
SECONDS_WITHOUT_DATA = 20


@dataclass(frozen=True, kw_only=True)
class Release:
    """One version of Terraform, as its publisher offers it."""

    version: str
    url: str
    """Address of an archive, with `{version}` and `{platform}` to fill in."""

    sha256: Mapping[str, str]
    """SHA-256 of the archive per platform, such as `linux_amd64`."""


def pinned_release() -> Release:
    """Return the release that `terraform.json` pins."""
    data = json.loads(DATA.read_text())
    return Release(version=data["version"], url=data["url"], sha256=data["sha256"])


def fetch(
    release: Release, *, platform: str, tools: Path, certificates: Path | None = None
) -> Path:
    """Return the release's program under `tools`, downloading it when it is not there."""
    home = tools / f"terraform-{release.version}-{platform}"
    program = home / "terraform"
    if program.is_file():
        return program
    expected = release.sha256.get(platform)
    if expected is None:
        raise ToolchainError(f"no checksum of Terraform {release.version} for {platform} is known")
    url = release.url.format(version=release.version, platform=platform)
    tools.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=tools, prefix="terraform-") as folder:
        archive = Path(folder) / "archive.zip"
        found = _download(url, archive, certificates)
        if found != expected:
            raise ToolchainError(
                f"the download of Terraform {release.version} was refused: its SHA-256 is "
                f"{found[:12]}…, expected {expected[:12]}…"
            )
        unpacked = Path(folder) / "unpacked"
        _unpack(archive, unpacked)
        unpacked.replace(home)
    return program


def _download(url: str, place: Path, certificates: Path | None) -> str:
    context = ssl.create_default_context()
    if certificates is not None:
        context.load_verify_locations(cafile=certificates)
    total = hashlib.sha256()
    try:
        with (
            urllib.request.urlopen(url, timeout=SECONDS_WITHOUT_DATA, context=context) as answer,  # noqa: S310
            place.open("wb") as file,
        ):
            expected = answer.length
            while block := answer.read(1 << 20):
                total.update(block)
                file.write(block)
            if expected is not None and file.tell() != expected:
                raise ToolchainError(f"the download of {url} broke off")
    except urllib.error.HTTPError as error:
        with error:
            raise ToolchainError(f"{url} answered {error.code}") from None
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise ToolchainError(f"{url} could not be downloaded ({reason})") from None
    return total.hexdigest()


def _unpack(archive: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(archive) as package:
            for name in ("terraform", "LICENSE.txt"):
                if name in package.namelist():
                    package.extract(name, folder)
        (folder / "terraform").chmod(0o755)
    except (zipfile.BadZipFile, OSError) as error:
        raise ToolchainError(f"the archive of Terraform could not be unpacked ({error})") from None
