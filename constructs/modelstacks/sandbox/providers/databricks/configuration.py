"""The provider block: where the sandbox is and how to speak to it.

Only the block and the profile file it names count; DATABRICKS_* variables do not, so that a
workspace in somebody's environment is never touched. Any host that is not loopback is refused.
"""

import configparser
import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Object

_START = "Start the local sandbox: modelstacks sandbox up"
_DEFAULT_FILE = "~/.databrickscfg"
RETRY_SECONDS = 30.0
HTTP_SECONDS = 65.0


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """A provider block that can be used."""

    host: str
    """Name or address, always loopback."""

    port: int
    token: str
    retry_seconds: float = RETRY_SECONDS
    """How long a refused or lost call is repeated. Default: half a minute."""

    http_seconds: float = HTTP_SECONDS
    """How long one answer is waited for. Default: 65 seconds, as the official provider."""


def read_configuration(block: Object) -> Configuration | None:
    """Return the configuration of a provider block; nothing while a part of it is unknown."""
    if any(block.get(name) is UNKNOWN for name in ("host", "token", "profile", "config_file")):
        return None
    if block.get("auth_type") not in (None, "", "pat"):
        raise ProviderError(
            f"auth_type is {block['auth_type']!r}: the built-in provider only knows pat",
            path=("auth_type",),
        )
    host, token = block.get("host"), block.get("token")
    if block.get("profile") or block.get("config_file") or not host:
        from_file = _profile(block)
        host, token = host or from_file.get("host"), token or from_file.get("token")
    if not host or not token:
        missing = "host" if not host else "token"
        raise ProviderError(f"the provider has no {missing}", detail=_START)
    name, port = loopback(host)
    return Configuration(
        host=name,
        port=port,
        token=token,
        retry_seconds=_seconds(block.get("retry_timeout_seconds"), RETRY_SECONDS),
        http_seconds=_seconds(block.get("http_timeout_seconds"), HTTP_SECONDS),
    )


def loopback(url: str) -> tuple[str, int]:
    """Return name and port of a loopback URL; refuse every other."""
    parts = urlsplit(url if "//" in url else f"http://{url}")
    name = parts.hostname or ""
    if parts.scheme != "http" or not _is_loopback(name):
        raise ProviderError(
            f"the built-in provider only talks to the local sandbox, not to {url}",
            detail="Use the official provider for a real workspace.",
        )
    return name, parts.port or 80


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _profile(block: Object) -> dict[str, str]:
    name = block.get("profile") or "DEFAULT"
    path = Path(block.get("config_file") or _DEFAULT_FILE).expanduser()
    parser = configparser.ConfigParser(interpolation=None)
    try:
        text = path.read_text()
    except OSError as error:
        raise ProviderError(
            f"cannot read the profile file {path}: {error.strerror}",
            detail=_START,
            path=("config_file",),
        ) from error
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise ProviderError(f"{path} is not a profile file", path=("config_file",)) from error
    if name != "DEFAULT" and not parser.has_section(name):
        known = ", ".join(parser.sections()) or "none"
        raise ProviderError(
            f"{path} has no profile {name!r}; profiles there: {known}",
            detail=_START,
            path=("profile",),
        )
    return dict(parser[name])


def _seconds(value: Any, default: float) -> float:
    return float(value) if isinstance(value, int | float) and value > 0 else default
