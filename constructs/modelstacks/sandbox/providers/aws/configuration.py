"""The provider block: where the sandbox's AWS is, as whom, and what every resource is tagged with.

Only the block and the profile files it names count: AWS_* variables and the files in the home
directory do not, so that an account in somebody's environment is never touched. Any endpoint that
is not loopback is refused, and so is a service without one.
"""

import configparser
import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.values import Object, has_unknown

START = "Start the local sandbox: modelstacks sandbox up"
_DEFAULT_PROFILE = "default"
_OTHER_NAMES = {"cloudwatchlog": "logs", "cloudwatchlogs": "logs", "cloudwatchevents": "events"}
_USED = (
    "region", "profile", "shared_config_files", "shared_credentials_files", "access_key",
    "secret_key", "token", "endpoints", "assume_role", "default_tags", "ignore_tags",
    "allowed_account_ids", "forbidden_account_ids",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Role:
    """A role to take on before anything is called."""

    arn: str
    session_name: str = "modelstacks"
    more: Mapping[str, Any] = field(default_factory=dict)
    """Further arguments of AssumeRole."""


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """A provider block that can be used."""

    region: str
    access_key: str
    secret_key: str
    token: str | None = None
    endpoint: str | None = None
    """The endpoint of every service that `endpoints` does not name."""

    endpoints: Mapping[str, str] = field(default_factory=dict)
    """Endpoints by service."""

    roles: tuple[Role, ...] = ()
    """Taken on one after the other: the profile's, then those of the block."""

    default_tags: Mapping[str, str] = field(default_factory=dict)
    ignored_tags: frozenset[str] = frozenset()
    ignored_prefixes: tuple[str, ...] = ()
    allowed_accounts: frozenset[str] = frozenset()
    forbidden_accounts: frozenset[str] = frozenset()
    checks_credentials: bool = True
    path_style: bool = True

    def endpoint_of(self, service: str) -> str:
        """Return the endpoint of a service, always loopback."""
        found = self.endpoints.get(service) or self.endpoint
        if not found:
            raise ProviderError(
                f"the built-in provider has no endpoint for {service}",
                detail="Set endpoint_url in the profile, or the endpoints block. " + START,
            )
        return found


def read_configuration(block: Object) -> Configuration | None:
    """Return the configuration of a provider block; nothing while a part of it is unknown."""
    if any(has_unknown(block.get(name)) for name in _USED if name != "default_tags"):
        return None
    profile = _profile(block)
    region = block.get("region") or profile.get("region")
    if not region:
        raise ProviderError("the provider has no region", path=("region",))
    access_key = block.get("access_key") or profile.get("aws_access_key_id")
    secret_key = block.get("secret_key") or profile.get("aws_secret_access_key")
    if not access_key or not secret_key:
        raise ProviderError(
            "the provider has no credentials: no profile and no access_key",
            detail=f"The environment does not count. {START}",
        )
    endpoint = profile.get("endpoint_url")
    endpoints = _endpoints(block)
    for url in (endpoint, *endpoints.values()):
        if url:
            check_loopback(url)
    if not endpoint and not endpoints:
        raise ProviderError(
            "the built-in provider has no endpoint",
            detail=f"It only talks to the local sandbox. {START}",
        )
    ignored = _single(block, "ignore_tags")
    return Configuration(
        region=region,
        access_key=access_key,
        secret_key=secret_key,
        token=block.get("token") or profile.get("aws_session_token"),
        endpoint=endpoint,
        endpoints=endpoints,
        roles=tuple(_roles(block, profile)),
        default_tags=_tags(_single(block, "default_tags").get("tags")),
        ignored_tags=frozenset(ignored.get("keys") or ()),
        ignored_prefixes=tuple(ignored.get("key_prefixes") or ()),
        allowed_accounts=frozenset(block.get("allowed_account_ids") or ()),
        forbidden_accounts=frozenset(block.get("forbidden_account_ids") or ()),
        checks_credentials=not block.get("skip_credentials_validation"),
        path_style=block.get("s3_use_path_style") is not False,
    )


def check_loopback(url: str) -> None:
    """Refuse every endpoint but a loopback one."""
    parts = urlsplit(url)
    name = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not _is_loopback(name):
        raise ProviderError(
            f"the built-in provider only talks to the local sandbox, not to {url}",
            detail="Use the official provider for a real account.",
            path=("endpoints",),
        )


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _tags(tags: Any) -> dict[str, str]:
    """Tags whose values are unknown while planning are left to apply."""
    return {} if has_unknown(tags) else dict(tags or {})


def _single(block: Object, name: str) -> Object:
    found = block.get(name) or [{}]
    return found[0] or {}


def _endpoints(block: Object) -> dict[str, str]:
    found: dict[str, str] = {}
    for endpoints in block.get("endpoints") or []:
        for name, url in endpoints.items():
            if url:
                found[_OTHER_NAMES.get(name, name)] = url
    return found


def _roles(block: Object, profile: Mapping[str, str]) -> Iterable[Role]:
    if profile.get("role_arn"):
        more = {"ExternalId": profile["external_id"]} if profile.get("external_id") else {}
        name = profile.get("role_session_name", Role.session_name)
        yield Role(arn=profile["role_arn"], session_name=name, more=more)
    for item in block.get("assume_role") or []:
        if not item or not item.get("role_arn"):
            continue
        arguments = {
            "ExternalId": item.get("external_id"),
            "Policy": item.get("policy"),
            "PolicyArns": [{"arn": arn} for arn in item.get("policy_arns") or []],
            "SourceIdentity": item.get("source_identity"),
            "Tags": [
                {"Key": key, "Value": value} for key, value in (item.get("tags") or {}).items()
            ],
            "TransitiveTagKeys": item.get("transitive_tag_keys"),
        }
        yield Role(
            arn=item["role_arn"],
            session_name=item.get("session_name") or Role.session_name,
            more={name: value for name, value in arguments.items() if value},
        )


def _profile(block: Object) -> dict[str, str]:
    """Return the profile, with the credentials of its source profile where it names one."""
    configs = block.get("shared_config_files") or []
    credentials = block.get("shared_credentials_files") or []
    name = block.get("profile")
    if not configs and not credentials:
        if name:
            raise ProviderError(
                f"profile is {name!r}, but shared_config_files names no file to read it from",
                detail="The built-in provider reads no file in the home directory.",
                path=("profile",),
            )
        return {}
    sections = _sections(configs, "profile ")
    for section, values in _sections(credentials, "").items():
        sections[section] = {**sections.get(section, {}), **values}
    wanted = name or _DEFAULT_PROFILE
    if wanted not in sections:
        if not name:
            return {}
        known = ", ".join(sorted(sections)) or "none"
        files = ", ".join([*configs, *credentials])
        raise ProviderError(
            f"{files}: no profile {wanted!r}; profiles there: {known}",
            detail=START,
            path=("profile",),
        )
    found = sections[wanted]
    source = found.get("source_profile")
    return {**sections.get(source, {}), **found} if source else found


def _sections(files: Iterable[str], prefix: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for file in files:
        path = Path(file).expanduser()
        parser = configparser.ConfigParser(interpolation=None, default_section="")
        try:
            parser.read_string(path.read_text())
        except OSError as error:
            raise ProviderError(
                f"cannot read the profile file {path}: {error.strerror}", detail=START
            ) from error
        except configparser.Error as error:
            raise ProviderError(f"{path} is not a profile file") from error
        for section in parser.sections():
            name = section.removeprefix(prefix)
            found[name] = {**found.get(name, {}), **dict(parser[section])}
    return found
